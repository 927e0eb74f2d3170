/**
 * Which way the packets of one call go: null packets, proof, choice, liveness, consent.
 *
 * <pre>
 *   aim(targets) --&gt; {@link io.transom.core.path.Targets}: addresses, and the relay's channel where one is bound
 *                       |  {@link io.transom.core.path.Rounds}: when, and from which socket
 *                       |  {@link io.transom.core.path.Budgets}, {@link io.transom.core.path.Allowance}: may it leave?
 *                       v  {@link io.transom.core.path.Checks}: asks, answers, proves
 *   null packet ====================================&gt; the peer's window, directly or through the relay
 *   success response &lt;==============================   valid, ours, on the way that it was sent: the path is proved
 *                       |
 *                       v
 *   {@link io.transom.core.path.RouteChoice}: lan &gt; direct &gt; relay &gt; tunnel, then {@link
 *   io.transom.core.path.Quality}: loss, round trip, probation;  {@link io.transom.core.path.Liveness}: until when
 * </pre>
 *
 * <p>Where one router mints a port per peer, {@link io.transom.core.path.Probing} tries many: spare sockets at its end, ports at
 * the other's.
 *
 * <p>What no packet may leave to is decided in one place, {@link io.transom.core.path.TargetRule}. Further candidates
 * (another port of an attested address, from another socket) are one more {@code Targets.Aim}. Absent on purpose: a clock,
 * sockets, names of endpoints, and any trust in the manager: a null packet to a stranger can't be provoked by it.
 */
@NullMarked
package io.transom.core.path;

import org.jspecify.annotations.NullMarked;
