/**
 * What {@code transom status} shows, and the way to it: a UNIX domain socket in the manager's data directory. Whoever may
 * open it gets one JSON document and the end of the stream; nothing is read from it. The directory's mode is the authority.
 */
@NullMarked
package io.transom.manager.status;

import org.jspecify.annotations.NullMarked;
