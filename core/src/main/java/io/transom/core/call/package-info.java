/**
 * One call, seen from each of its two ends.
 *
 * <pre>
 *  caller   Requesting --- accepted ---&gt; Opening --- path proved ---&gt; Talking ---&gt; Ended
 *  device                                Opening --- path proved ---&gt; Talking ---&gt; Ended
 * </pre>
 *
 * {@link io.transom.core.call.CallerCall} mints the call's secrets and asks; {@link io.transom.core.call.DeviceCall}
 * answers; {@link io.transom.core.call.Conversation} is what is the same from both ends: voice, loss, ending. Its {@link
 * io.transom.core.call.CallPath} brings together the path engine, the relay ({@link io.transom.core.call.RelayClient}, with
 * its {@link io.transom.core.call.RelayTunnel}) and an end that moves ({@link io.transom.core.call.Moves}) or whose router
 * mints ports ({@link io.transom.core.call.Minted}). {@link io.transom.core.call.Targets} is the only place that decides
 * which addresses null packets may go to. All calls share one tunnel ({@link io.transom.core.call.SharedTunnel}). Whether to
 * take a call is decided elsewhere (device, caller); how a path is sought is decided in the path package.
 */
@NullMarked
package io.transom.core.call;

import org.jspecify.annotations.NullMarked;
