/**
 * One mailbox around the pure {@link io.transom.core.manager.Switchboard}: logins and closed connections from the front
 * door, messages from the broker and the clock go in, one at a time; messages to the broker and dropped connections come
 * out. It also knows which connection is an endpoint's newest, so that an old one's end is never taken for the new one's.
 *
 * <p>Nothing here waits for an endpoint: a login is answered through a future, a message that finds the mailbox full is
 * counted and lost (control signals are repaired by sending again).
 */
@NullMarked
package io.transom.manager.switchboard;

import org.jspecify.annotations.NullMarked;
