/**
 * X25519 (RFC 7748) and Ed25519 (RFC 8032) in a hurry, for simulations only: a world would spend half of its time in the
 * platform's.
 *
 * <pre>
 *  core's KeyAgreement.getInstance("X25519") --- the platform's: constant time, 130 us
 *                                           '--- in a simulation: QuickAgreement, any time, 30 us, the same 32 octets
 *  core's Signature.getInstance("Ed25519") ----- the platform's: 550 us to sign, 550 us to verify
 *                                           '--- in a simulation: QuickSignature, the same 64 octets
 * </pre>
 *
 * <p>It offers itself to the platform as a security provider, so that core knows nothing of it; the same seed gives the
 * same world with and without. On purpose nothing here takes the same time for every key: it must never be installed
 * where a key is worth anything.
 */
@NullMarked
package io.transom.simulator.curve;

import org.jspecify.annotations.NullMarked;
