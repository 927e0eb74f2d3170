package io.transom.simulator.router;

import io.transom.wire.UdpAddress;

/** What a router does with a packet that comes from outside. */
public sealed interface Arrival {
    /** It goes on to this inside address. */
    record LetIn(UdpAddress inside) implements Arrival {}

    /** It disappears. */
    record Dropped() implements Arrival {}

    /** Its sender is told by ICMP that nobody listens there (port unreachable, RFC 792), with all that this does. */
    record Rejected() implements Arrival {}
}
