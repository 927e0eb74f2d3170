/**
 * WAV files (RIFF, PCM 16 bit): test sound in, recordings out.
 *
 * <pre>
 *   "RIFF" size "WAVE"  { "fmt " 16 | 1 channels rate rate*2*channels 2*channels 16 }  ...  { "data" size | samples, little-endian }
 * </pre>
 *
 * {@link WavFile} reads a whole file from memory and says what is wrong with one that it cannot read; {@link WavRecorder} writes
 * one as it grows, with a header that is right at most a second before the program dies. Absent on purpose: other encodings,
 * because sox and ffmpeg convert them in one command, and that command is in the message.
 */
@NullMarked
package io.transom.media.wav;

import org.jspecify.annotations.NullMarked;
