/** The intercom's decisions: the doorbell, push-to-talk, whom to let in. */
@NullMarked
package io.transom.core.device;

import org.jspecify.annotations.NullMarked;
