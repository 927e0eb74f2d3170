/**
 * Opening a door from an app: {@link io.transom.core.door.Lock} at the endpoint that drives the relay,
 * {@link io.transom.core.door.Opener} at the app. The lock's endpoint may be the outdoor unit, or one indoors.
 *
 * <pre>
 *  app                                        lock
 *   | RELEASE_ASK request, door --------------&gt; |  may it? is it locked out?
 *   | &lt;------------- RELEASE_CHALLENGE nonce -- |  one for each member, good for 5 s of the lock's own clock
 *   | RELEASE_ANSWER signature ---------------&gt; |  the challenge is gone, then the signature is looked at
 *   |                                           |  PulseRelay, once ... the relay says that it has moved
 *   | &lt;-------------- RELEASE_DONE released --- |  said again to whoever asks again, done once
 * </pre>
 *
 * The signature is by the member's own key over lock, member, action, door, call, request and nonce
 * ({@link io.transom.core.door.Transcript}): the manager, which carries all four, can lose and repeat them and nothing
 * else, and an outdoor unit that was torn off the wall holds nothing that opens.
 *
 * <p>Absent on purpose: a PIN (it can be guessed, and seen), a release that lasts until it is taken back, wall-clock time
 * (a Pi has none), and a lock-out of everybody together, with which one guest could shut out a family.
 */
@NullMarked
package io.transom.core.door;

import org.jspecify.annotations.NullMarked;
