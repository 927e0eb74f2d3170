/**
 * Keys, ids, and the three seals: {@link io.transom.core.trust.Login} to the manager,
 * {@link io.transom.core.trust.ControlChannel} from then on, {@link io.transom.core.trust.PeerSeal} between endpoints,
 * which the manager carries but can't open.
 *
 * <pre>
 *  endpoint ====== Login: HPKE auth ======&gt; manager        proves both; its export keys the control channel
 *  endpoint &lt;===== ControlChannel ========&gt; manager        AES-128-GCM, a sequence number, the topic bound in
 *  caller   -- PeerSeal: signed, HPKE auth &gt; device         one envelope, fresh ephemeral key
 *  caller   &lt;===== CallKeys ==============&gt; device         X25519 of two ephemerals: gone with the call
 * </pre>
 *
 * <p>Nothing but the platform's own X25519, Ed25519, AES-GCM and HKDF. Every key comes from the caller's Entropy, so that
 * a simulation repeats. On purpose there is no certificate, no expiry by wall clock (a Pi has none) and no fallback to a
 * weaker suite.
 */
@NullMarked
package io.transom.core.trust;

import org.jspecify.annotations.NullMarked;
