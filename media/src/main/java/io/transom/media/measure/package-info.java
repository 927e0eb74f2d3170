/**
 * What was heard, in figures: a recording against what was said.
 *
 * <pre>
 *   {@link Alignment}  where the sentence is in the recording (cross-correlation), and how its delay moved while it was played
 *   {@link Stoi}       how intelligible it is, 0 to 1 (Taal, Hendriks, Heusdens, Jensen 2011)
 *   {@link Listening}  both, the longest gap and the level
 * </pre>
 *
 * The delay is followed before the similarity is taken: a jitter buffer that catches up plays a little faster, which listeners
 * don't mind, while the measure assumes that both signals run at one pace. Absent on purpose: PESQ and POLQA, which are
 * licensed, and anything learned, which cannot be checked by reading.
 */
@NullMarked
package io.transom.media.measure;

import org.jspecify.annotations.NullMarked;
