/**
 * Set-up beside peers: {@code transom bench setup}. All in one laboratory of network namespaces, in one run, in turn.
 *
 * <pre>
 *  caller's home 192.168.1.2 -- router B --20 ms--+-- internet --+--20 ms-- router A -- 192.168.1.2 device's home
 *    our caller, ice4j, libnice                   |              |            our intercom, ice4j, libnice
 *                                             manager 198.51.100.2
 *                         our manager | for peers: a relay of lines (TCP), a reflector (STUN)
 *
 *  three legs = caller to manager 20 + manager to device 20 + device to caller 40 = 80 ms
 * </pre>
 *
 * <p>From the same moment, a caller's program is told to call, to the same moment, the first sound is there. For us that is
 * a packet of captured sound that was authenticated (SRTP) and decoded (Opus); for a peer, which is a path without keys,
 * codec and microphone, any first packet of media. So a peer has less to do.
 *
 * <p>Absent on purpose: relays, and homes that need one.
 */
@NullMarked
package io.transom.bench.setup;

import org.jspecify.annotations.NullMarked;
