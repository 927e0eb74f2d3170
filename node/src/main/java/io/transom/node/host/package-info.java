/**
 * Runs one {@link io.transom.core.Endpoint}: the real world comes in as inputs, and its effects are carried out.
 *
 * <pre>
 *  udp thread --- STUN ---------------&gt; | mailbox  | ---&gt; datagrams, control connection, voice, events
 *  control connection, pins, timers --&gt; | (1 thread) |
 *  udp thread --- SRTP ---------------&gt; voice of the call ---&gt; playout thread  ---&gt; speaker
 *  microphone -----&gt; capture thread ---&gt; voice of the call ---&gt; socket or tunnel
 *  tunnel's thread: the same as the udp thread     network watch --&gt; mailbox
 * </pre>
 *
 * Sound never waits for the mailbox: a captured packet goes from the capture thread straight to the socket, one from the
 * network straight into the jitter buffer. The mailbox learns of sound only what decisions need.
 *
 * <p>This machine's addresses are looked at every two seconds. When they change, or it has slept, the control connection is
 * ended if it can't outlive that, and the endpoint is told its addresses anew. The sockets stay: they are bound on every
 * address.
 *
 * <p>Absent on purpose: decisions. What may be sent where, and when, is the core's; what is enforced here again is the
 * budget of early sound, because sound leaves without asking.
 */
@NullMarked
package io.transom.node.host;

import org.jspecify.annotations.NullMarked;
