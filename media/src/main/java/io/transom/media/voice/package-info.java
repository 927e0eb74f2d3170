/** One call's voice: microphone frames to SRTP packets, SRTP packets to speaker frames. */
@NullMarked
package io.transom.media.voice;

import org.jspecify.annotations.NullMarked;
