/**
 * Order in time: packets that come early, late, twice or never go in, 20 ms for the speaker come out, always.
 *
 * <pre>
 *   packets --> {@link JitterBuffer} (by index, at most 500 ms)
 *                  |  there: decode          next one there: its redundancy        neither: conceal, fade after 100 ms
 *                  v
 *               samples --> shorten or lengthen by whole pitch periods --> 20 ms
 *
 *   delay  = now − (sample's timestamp + the shortest transit of the last 5 s)
 *   target = 98th percentile of the same packets' transit, over the shortest, 20 to 200 ms
 * </pre>
 *
 * Both ends' clocks differ by an unknown offset and drift; only differences of transit times are used, so neither matters. A talk
 * spurt that begins with the microphone's pre-roll arrives as a burst: it is played at once and a little faster until the delay
 * is down to the target; nothing of it is cut. Absent on purpose: comfort noise; when nobody talks nothing is sent and the
 * speaker is silent.
 */
@NullMarked
package io.transom.media.jitter;

import org.jspecify.annotations.NullMarked;
