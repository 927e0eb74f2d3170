/**
 * Runs one {@link io.transom.core.Endpoint}: the real world comes in as inputs, and its effects are carried out.
 *
 * <pre>
 *  udp thread --- STUN ---------------&gt; | mailbox  | ---&gt; datagrams, control connection, voice, events
 *  control connection, pins, timers --&gt; | (1 thread) |
 *  udp thread --- SRTP ---------------&gt; voice of the call ---&gt; playout thread  ---&gt; speaker
 *  microphone -----&gt; capture thread ---&gt; voice of the call ---&gt; socket
 * </pre>
 *
 * Sound never waits for the mailbox: a captured packet goes from the capture thread straight to the socket, one from the
 * network straight into the jitter buffer. The mailbox learns of sound only what decisions need.
 *
 * <p>Absent on purpose: decisions. What may be sent where, and when, is the core's; what is enforced here again is the
 * budget of early sound, because sound leaves without asking.
 */
@NullMarked
package io.transom.node.host;

import org.jspecify.annotations.NullMarked;
