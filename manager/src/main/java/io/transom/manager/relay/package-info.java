/**
 * The relay's two ways in and out: the reflector's primary UDP socket, and WebSocket connections to {@code /relay}.
 *
 * <pre>
 *  UDP port U       channel frames, ChannelBind --&gt; RelayTraffic --&gt; core.relay.Relay   who, whereto, how much
 *  /relay           one binary message each     --&gt;      |
 *  UDP port U or the other end's /relay  &lt;---------------+
 * </pre>
 *
 * <p>A datagram is passed on in the turn and on the thread in which it came; nothing is queued here. What the network or a
 * slow reader doesn't take at once is dropped and counted: late sound is worth nothing.
 */
@NullMarked
package io.transom.manager.relay;

import org.jspecify.annotations.NullMarked;
