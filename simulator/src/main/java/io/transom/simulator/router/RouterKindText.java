package io.transom.simulator.router;

import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Kinds of routers as text: {@code open}, {@code blocked}, {@code linux}, or {@code MAPPING/FILTERING} with none, ei, ad
 * or apd each, behind which may stand {@code +preserved} or {@code +random} (ports; sequential without), {@code
 * +refreshing}, {@code +hairpin}, {@code +reject} and, where it translates, {@code +grant}.
 */
final class RouterKindText {
    private RouterKindText() {}

    static Optional<RouterKind> parse(String text) {
        List<String> words = Arrays.asList(text.toLowerCase(Locale.ROOT).split("\\+", -1));
        Optional<RouterKind> kind = plain(words.getFirst());
        for (String word : words.subList(1, words.size())) {
            kind = kind.flatMap(known -> with(known, word));
        }
        return kind;
    }

    private static Optional<RouterKind> plain(String text) {
        switch (text) {
            case "open":
                return Optional.of(RouterKind.open());
            case "blocked":
                return Optional.of(RouterKind.blocked());
            case "linux":
                return Optional.of(RouterKind.linux());
            default:
                String[] parts = text.split("/", -1);
                return parts.length == 2
                        ? mapping(parts[0])
                                .flatMap(mapping -> filtering(parts[1]).map(filter -> RouterKind.of(mapping, filter)))
                        : Optional.empty();
        }
    }

    private static Optional<RouterKind> with(RouterKind kind, String word) {
        if (!kind.closed() || kind.blocksUdp()) {
            return Optional.empty();
        }
        return switch (word) {
            case "preserved" -> Optional.of(kind.choosing(Ports.PRESERVED));
            case "random" -> Optional.of(kind.choosing(Ports.RANDOM));
            case "refreshing" -> Optional.of(kind.refreshing());
            case "hairpin" -> Optional.of(kind.hairpinning());
            case "reject" -> Optional.of(kind.rejecting());
            case "grant" ->
                Optional.of(kind).filter(nat -> nat.mapping() != Mapping.NONE).map(RouterKind::granting);
            default -> Optional.empty();
        };
    }

    static String format(RouterKind kind) {
        if (!kind.closed()) {
            return "open";
        }
        if (kind.blocksUdp()) {
            return "blocked";
        }
        return shortName(kind.mapping()) + "/" + shortName(kind.filtering())
                + switch (kind.ports()) {
                    case SEQUENTIAL -> "";
                    case PRESERVED -> "+preserved";
                    case RANDOM -> "+random";
                }
                + (kind.inboundRefreshes() ? "+refreshing" : "")
                + (kind.hairpin() ? "+hairpin" : "")
                + (kind.rejects() ? "+reject" : "")
                + (kind.grants() ? "+grant" : "");
    }

    private static Optional<Mapping> mapping(String text) {
        return Arrays.stream(Mapping.values())
                .filter(mapping ->
                        mapping != Mapping.UNKNOWN && shortName(mapping).equals(text))
                .findFirst();
    }

    private static Optional<Filtering> filtering(String text) {
        return Arrays.stream(Filtering.values())
                .filter(filtering ->
                        filtering != Filtering.UNKNOWN && shortName(filtering).equals(text))
                .findFirst();
    }

    private static String shortName(Mapping mapping) {
        return switch (mapping) {
            case NONE -> "none";
            case ENDPOINT_INDEPENDENT -> "ei";
            case ADDRESS_DEPENDENT -> "ad";
            case ADDRESS_AND_PORT_DEPENDENT -> "apd";
            case UNKNOWN -> throw new IllegalStateException("refused by RouterKind");
        };
    }

    private static String shortName(Filtering filtering) {
        return switch (filtering) {
            case ENDPOINT_INDEPENDENT -> "ei";
            case ADDRESS_DEPENDENT -> "ad";
            case ADDRESS_AND_PORT_DEPENDENT -> "apd";
            case UNKNOWN -> throw new IllegalStateException("refused by RouterKind");
        };
    }
}
