/**
 * The flight recorder: what was tried in a call, what came back, and why one way won.
 *
 * <pre>
 *   endpoint --events--&gt; {@link io.transom.node.explain.FlightRecorder}: DATA/calls.jsonl, two files of bounded size
 *                                |
 *                        {@link io.transom.node.explain.FlightLog}: one call's lines, out of one or both ends' files
 *                                |
 *                        {@link io.transom.node.explain.Explanation}: each way, when it was tried, answered, taken, lost
 *                                |
 *              {@link io.transom.node.explain.ExplanationText}   {@link io.transom.node.explain.ExplanationPicture}
 * </pre>
 *
 * <p>It reads what the endpoint has written and decides nothing. Absent on purpose: sound, keys, and names of ids; what
 * is in the file may be shown to whoever helps.
 */
@NullMarked
package io.transom.node.explain;

import org.jspecify.annotations.NullMarked;
