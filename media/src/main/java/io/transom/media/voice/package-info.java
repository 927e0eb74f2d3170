/**
 * One call's voice: microphone frames to SRTP packets, SRTP packets to speaker frames.
 *
 * <pre>
 *   microphone --> {@link Voice#capture} --> pre-roll ring (300 ms, memory only) --> Opus --> RTP --> SRTP --> the network
 *   speaker    &lt;-- {@link Voice#play}    &lt;-- jitter buffer  &lt;-- Opus &lt;-- RTP &lt;-- SRTP &lt;-- {@link Voice#arrive}
 * </pre>
 *
 * The microphone's gate decides what leaves the house: nothing while it is closed; while the pre-roll runs, sound is kept for
 * 300 ms and overwritten, never encoded; when talk begins, the kept frames go first, with the timestamps at which they were
 * captured and the marker bit on the first; after release 200 ms follow, so that the last syllable is whole. The lamp is
 * derived from the frames that pass here, not from what a button asked for.
 *
 * <p>A {@link Broadcast} is the microphone's half alone, for several listeners.
 */
@NullMarked
package io.transom.media.voice;

import org.jspecify.annotations.NullMarked;
