/**
 * What a sound card is to us: blocking frames in, blocking frames out, paced by the card (or by the clock for WAV files).
 *
 * <p>A WAV file as microphone is somebody who speaks when talk begins: silence before; from the first frame that is to be
 * sent on a proved way the recording runs in real time, once; then silence. Talk that begins again after its end begins the recording
 * again, so that a script can press talk twice and each press says the whole sentence. A WAV file as speaker records what
 * is played, in one piece, from the first frame on.
 *
 * <p>Absent on purpose: the format of WAV files, which is the media module's.
 */
@NullMarked
package io.transom.node.sound;

import org.jspecify.annotations.NullMarked;
