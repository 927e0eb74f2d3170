package io.transom.simulator.router;

import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What kind of router stands before a home.
 *
 * @param mapping how external ports are chosen (RFC 4787 section 4.1); NONE is a router without address translation
 * @param filtering whose packets may come in through an open mapping (RFC 4787 section 5)
 * @param expiry how long an idle mapping is kept (RFC 4787 REQ-5 asks for two minutes or more; homes were seen at 30 s)
 * @param inboundRefreshes whether inbound packets keep a mapping alive too (RFC 4787 REQ-6 lets a router choose)
 * @param ports how the outside port of a new mapping is chosen
 * @param closed whether an inside address must have sent before anything reaches it; only without translation can that
 *     be otherwise, for a NAT has no address to deliver to before a mapping is made
 * @param hairpin whether two inside hosts reach each other by their outside addresses (RFC 4787 section 6)
 * @param rejects whether what isn't let in is answered with an ICMP error instead of being dropped
 * @param blocksUdp whether no datagram passes at all, in either direction; TCP does
 * @param grants whether it maps a port to whoever asks it to with PCP (RFC 6887), for everybody outside to send to
 */
public record RouterKind(
        Mapping mapping,
        Filtering filtering,
        Duration expiry,
        boolean inboundRefreshes,
        Ports ports,
        boolean closed,
        boolean hairpin,
        boolean rejects,
        boolean blocksUdp,
        boolean grants) {
    public static final Duration ORDINARY_EXPIRY = Duration.ofSeconds(120);

    public RouterKind {
        if (mapping == Mapping.UNKNOWN || filtering == Filtering.UNKNOWN) {
            throw new IllegalArgumentException("a router knows what it does: mapping and filtering can't be unknown");
        }
        boolean filtersNothing = mapping == Mapping.NONE && filtering == Filtering.ENDPOINT_INDEPENDENT;
        if (!closed && (!filtersNothing || blocksUdp)) {
            throw new IllegalArgumentException("only what neither translates nor filters can be open");
        }
        if (grants && (mapping == Mapping.NONE || blocksUdp)) {
            throw new IllegalArgumentException("only what translates UDP has a port to grant");
        }
    }

    /** A NAT, or with mapping NONE a stateful firewall: closed until something was sent from inside. */
    public static RouterKind of(Mapping mapping, Filtering filtering) {
        return new RouterKind(
                mapping, filtering, ORDINARY_EXPIRY, false, Ports.SEQUENTIAL, true, false, false, false, false);
    }

    /** A host on the open internet: nothing is translated, nothing is filtered. */
    public static RouterKind open() {
        return new RouterKind(
                Mapping.NONE,
                Filtering.ENDPOINT_INDEPENDENT,
                ORDINARY_EXPIRY,
                false,
                Ports.SEQUENTIAL,
                false,
                false,
                false,
                false,
                false);
    }

    /** Linux masquerade: endpoint-independent while the port is free, filters by address and port. */
    public static RouterKind linux() {
        return of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT)
                .choosing(Ports.PRESERVED)
                .refreshing();
    }

    /** A firewall that lets TCP through and nothing else. */
    public static RouterKind blocked() {
        RouterKind kind = of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
        return new RouterKind(
                kind.mapping, kind.filtering, kind.expiry, false, kind.ports, true, false, false, true, false);
    }

    /** The same kind, choosing its ports like that. */
    public RouterKind choosing(Ports newPorts) {
        return new RouterKind(
                mapping, filtering, expiry, inboundRefreshes, newPorts, closed, hairpin, rejects, blocksUdp, grants);
    }

    /** The same kind, kept open by inbound packets too. */
    public RouterKind refreshing() {
        return new RouterKind(mapping, filtering, expiry, true, ports, closed, hairpin, rejects, blocksUdp, grants);
    }

    /** The same kind with hairpinning. */
    public RouterKind hairpinning() {
        return new RouterKind(
                mapping, filtering, expiry, inboundRefreshes, ports, closed, true, rejects, blocksUdp, grants);
    }

    /** The same kind, answering what it doesn't let in. */
    public RouterKind rejecting() {
        return new RouterKind(
                mapping, filtering, expiry, inboundRefreshes, ports, closed, hairpin, true, blocksUdp, grants);
    }

    /** The same kind with another life of its mappings. */
    public RouterKind expiring(Duration after) {
        return new RouterKind(
                mapping, filtering, after, inboundRefreshes, ports, closed, hairpin, rejects, blocksUdp, grants);
    }

    /** The same kind, granting ports. */
    public RouterKind granting() {
        return new RouterKind(
                mapping, filtering, expiry, inboundRefreshes, ports, closed, hairpin, rejects, blocksUdp, true);
    }

    /** The thirteen kinds that differ in whom they let in: open, three firewalls, nine NATs. */
    public static List<RouterKind> all() {
        List<RouterKind> kinds = new ArrayList<>();
        kinds.add(open());
        for (Mapping mapping : Mapping.values()) {
            for (Filtering filtering : Filtering.values()) {
                if (mapping != Mapping.UNKNOWN && filtering != Filtering.UNKNOWN) {
                    kinds.add(of(mapping, filtering));
                }
            }
        }
        return List.copyOf(kinds);
    }

    /** Reads what {@link RouterKindText} describes; for flags and replay lines. */
    public static Optional<RouterKind> parse(String text) {
        return RouterKindText.parse(text);
    }

    /** The text that {@link #parse} reads; it leaves out the expiry. */
    public String text() {
        return RouterKindText.format(this);
    }
}
