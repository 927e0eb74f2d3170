/**
 * Which way the packets of one call go: null packets, proof, liveness, consent.
 *
 * <pre>
 *   aim(targets) --&gt; {@link io.transom.core.path.Rounds}: when, and from which socket
 *                       |  {@link io.transom.core.path.Budgets}, {@link io.transom.core.path.Bucket}: may it leave?
 *                       v
 *   null packet ====================================&gt; the peer's window
 *   success response &lt;==============================   valid, ours, from where it was sent: the path is proved
 *                       |
 *                       v
 *   {@link io.transom.core.path.RouteChoice}: which proved path;  {@link io.transom.core.path.Liveness}: until when
 * </pre>
 *
 * <p>What no packet may leave to is decided in one place, {@link io.transom.core.path.TargetRule}. Absent on purpose: a
 * clock, sockets, names of endpoints, and any trust in the manager: a null packet to a stranger can't be provoked by it.
 */
@NullMarked
package io.transom.core.path;

import org.jspecify.annotations.NullMarked;
