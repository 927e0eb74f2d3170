/**
 * Sound through ALSA itself (libasound, over the foreign-function API): Java Sound hides over- and underruns and the delay.
 *
 * <pre>
 *   card --> [ period | period | ... 8 ] --> AlsaMicrophone.read   20 ms at a time, as soon as they are there
 *   card <-- [ period | period | 4 ]     <-- AlsaSpeaker.write     20 ms at a time, waits for room
 *
 *   one period is 10 ms: 480 samples, signed 16 bit, little-endian, 48,000 Hz, mono
 * </pre>
 *
 * What is heard is as old as the speaker's buffer is full, so that one is short; the microphone's is long, because a full one
 * loses sound and an empty one costs nothing.
 *
 * <p>Absent on purpose: mixer controls (alsamixer sets them once), conversion of rates and channels ({@code plughw:} does
 * it), a choice of card ({@code default} is the system's).
 */
@NullMarked
package io.transom.agent.alsa;

import org.jspecify.annotations.NullMarked;
