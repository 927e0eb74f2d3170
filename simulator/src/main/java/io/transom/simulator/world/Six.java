package io.transom.simulator.world;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.util.List;

/**
 * The IPv6 of a home: nothing is translated, the firewall lets in what it expects (RFC 6092).
 *
 * @param alone the home has no IPv4 at all
 */
public record Six(RouterKind firewall, boolean alone) {
    /** What homes have: a firewall that expects an address and port, looser ones, one that rejects, and one that is shut. */
    static final List<RouterKind> FIREWALLS = List.of(
            RouterKind.of(Mapping.NONE, Filtering.ADDRESS_AND_PORT_DEPENDENT),
            RouterKind.of(Mapping.NONE, Filtering.ADDRESS_AND_PORT_DEPENDENT).refreshing(),
            RouterKind.of(Mapping.NONE, Filtering.ADDRESS_AND_PORT_DEPENDENT).rejecting(),
            RouterKind.of(Mapping.NONE, Filtering.ENDPOINT_INDEPENDENT),
            RouterKind.open(),
            RouterKind.blocked());

    public Six {
        if (firewall.mapping() != Mapping.NONE && !firewall.blocksUdp()) {
            throw new IllegalArgumentException("IPv6 is not translated, but " + firewall.text() + " does");
        }
    }

    String text() {
        return (alone ? "IPv6 alone " : "IPv6 too ") + firewall.text();
    }
}
