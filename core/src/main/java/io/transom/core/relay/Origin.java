package io.transom.core.relay;

import io.transom.wire.UdpAddress;

/** Where a datagram came from, and so where one can be sent. */
public sealed interface Origin {
    /** An address as the relay's one UDP socket sees it. */
    record Udp(UdpAddress address) implements Origin {}

    /** A WebSocket connection; a number is never given to another one. */
    record Tunnel(long number) implements Origin {}
}
