/**
 * The relay's two ways in and out: the reflector's primary UDP socket, and WebSocket connections to {@code /relay}.
 *
 * <pre>
 *  UDP port U       channel frames, ChannelBind --&gt; RelayTraffic --&gt; core.relay.Relay   who, whereto, how much
 *  /relay           one binary message each     --&gt;      |
 *  UDP port U or the other end's /relay  &lt;---------------+
 * </pre>
 *
 * <p>A datagram is passed on in the turn and on the thread in which it came; what the network doesn't take
 * at once is dropped and counted. For a slow reader of a tunnel a few wait, and of too many the oldest sound goes.
 */
@NullMarked
package io.transom.manager.relay;

import org.jspecify.annotations.NullMarked;
