/**
 * X25519 (RFC 7748) in a hurry, for simulations only: a world spends a quarter of its time in the platform's.
 *
 * <pre>
 *  core's KeyAgreement.getInstance("X25519") --- the platform's: constant time, 130 us
 *                                           '--- in a simulation: QuickAgreement, any time, 30 us, the same 32 octets
 * </pre>
 *
 * <p>It offers itself to the platform as a security provider, so that core knows nothing of it; the same seed gives the
 * same world with and without. On purpose nothing here takes the same time for every key: it must never be installed
 * where a key is worth anything.
 */
@NullMarked
package io.transom.simulator.curve;

import org.jspecify.annotations.NullMarked;
