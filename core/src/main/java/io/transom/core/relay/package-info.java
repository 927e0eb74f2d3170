/**
 * The manager's relay, without its sockets: where two ends of a call have no direct path, or none yet, it passes what one
 * sends on to the other, and nothing else to anybody.
 *
 * <pre>
 *  switchboard   grant(call)  --&gt; Allocation = two Ends, each with a user name, a key and a channel
 *  UDP, tunnel   ChannelBind  --&gt; End is at that Origin: its key, a new sequence, and over UDP the reflector's proof
 *  UDP, tunnel   ChannelFrame --&gt; by (Origin, channel) the End; to where the other End is, under the other's channel
 *  clock         wake         --&gt; whatever is idle, too old or hung up is forgotten
 * </pre>
 *
 * <p>Who isn't granted anything can't make it send one octet: an unauthentic datagram has no answer, and only what has a
 * proof of receiving there is sent to. Who is granted something can send to the other end of that call, at the rate of a
 * conversation.
 *
 * <p>Absent on purpose: TURN's Allocate, Refresh and CreatePermission (the control connection grants), any look into what
 * is passed on (it is sealed from end to end), and queues.
 */
@NullMarked
package io.transom.core.relay;

import org.jspecify.annotations.NullMarked;
