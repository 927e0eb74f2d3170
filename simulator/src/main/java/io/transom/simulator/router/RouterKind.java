package io.transom.simulator.router;

import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What kind of router stands before a home.
 *
 * @param mapping how external ports are chosen (RFC 4787 section 4.1); NONE is a router without address translation
 * @param filtering whose packets may come in through an open mapping (RFC 4787 section 5)
 * @param expiry how long an idle mapping is kept (RFC 4787 REQ-5 asks for two minutes or more; homes were seen at 30 s)
 * @param inboundRefreshes whether inbound packets keep a mapping alive too (RFC 4787 REQ-6 lets a router choose)
 * @param preservesPort whether the external port is the internal one while that is free (RFC 4787 section 4.2.1)
 * @param closed whether an inside address must have sent before anything reaches it; only without translation can that
 *     be otherwise, for a NAT has no address to deliver to before a mapping is made
 */
public record RouterKind(
        Mapping mapping,
        Filtering filtering,
        Duration expiry,
        boolean inboundRefreshes,
        boolean preservesPort,
        boolean closed) {
    public static final Duration ORDINARY_EXPIRY = Duration.ofSeconds(120);

    public RouterKind {
        if (mapping == Mapping.UNKNOWN || filtering == Filtering.UNKNOWN) {
            throw new IllegalArgumentException("a router knows what it does: mapping and filtering can't be unknown");
        }
        boolean filtersNothing = mapping == Mapping.NONE && filtering == Filtering.ENDPOINT_INDEPENDENT;
        if (!closed && !filtersNothing) {
            throw new IllegalArgumentException("only what neither translates nor filters can be open");
        }
    }

    /** A NAT, or with mapping NONE a stateful firewall: closed until something was sent from inside. */
    public static RouterKind of(Mapping mapping, Filtering filtering) {
        return new RouterKind(mapping, filtering, ORDINARY_EXPIRY, false, false, true);
    }

    /** A host on the open internet: nothing is translated, nothing is filtered. */
    public static RouterKind open() {
        return new RouterKind(Mapping.NONE, Filtering.ENDPOINT_INDEPENDENT, ORDINARY_EXPIRY, false, false, false);
    }

    /** Linux masquerade: endpoint-independent while the port is free, filters by address and port. */
    public static RouterKind linux() {
        return new RouterKind(
                Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, ORDINARY_EXPIRY, true, true, true);
    }

    /** The same kind with another life of its mappings. */
    public RouterKind expiring(Duration after) {
        return new RouterKind(mapping, filtering, after, inboundRefreshes, preservesPort, closed);
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

    /** Reads {@code open}, or {@code MAPPING/FILTERING}: none, ei, ad or apd each; for flags and replay lines. */
    public static Optional<RouterKind> parse(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("open")) {
            return Optional.of(open());
        }
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        Optional<Mapping> mapping = switch (parts[0]) {
            case "none" -> Optional.of(Mapping.NONE);
            case "ei" -> Optional.of(Mapping.ENDPOINT_INDEPENDENT);
            case "ad" -> Optional.of(Mapping.ADDRESS_DEPENDENT);
            case "apd" -> Optional.of(Mapping.ADDRESS_AND_PORT_DEPENDENT);
            default -> Optional.empty();
        };
        Optional<Filtering> filtering = switch (parts[1]) {
            case "ei" -> Optional.of(Filtering.ENDPOINT_INDEPENDENT);
            case "ad" -> Optional.of(Filtering.ADDRESS_DEPENDENT);
            case "apd" -> Optional.of(Filtering.ADDRESS_AND_PORT_DEPENDENT);
            default -> Optional.empty();
        };
        return mapping.flatMap(m -> filtering.map(f -> of(m, f)));
    }

    /** The text that {@link #parse} reads. */
    public String text() {
        return !closed ? "open" : shortName(mapping) + "/" + shortName(filtering);
    }

    private static String shortName(Mapping mapping) {
        return switch (mapping) {
            case NONE -> "none";
            case ENDPOINT_INDEPENDENT -> "ei";
            case ADDRESS_DEPENDENT -> "ad";
            case ADDRESS_AND_PORT_DEPENDENT -> "apd";
            case UNKNOWN -> throw new IllegalStateException("refused by the constructor");
        };
    }

    private static String shortName(Filtering filtering) {
        return switch (filtering) {
            case ENDPOINT_INDEPENDENT -> "ei";
            case ADDRESS_DEPENDENT -> "ad";
            case ADDRESS_AND_PORT_DEPENDENT -> "apd";
            case UNKNOWN -> throw new IllegalStateException("refused by the constructor");
        };
    }
}
