package io.transom.core.event;

import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Hairpinning;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import java.time.Duration;

/** What was measured of a firewall, for people who have never heard of one. */
public final class FirewallWords {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    /** The last rung beneath ten minutes: nobody has looked any further. */
    private static final Duration LONG = Duration.ofSeconds(590);

    private FirewallWords() {}

    /**
     * What it means for calls.
     *
     * @param router whose it is, to begin a sentence with: {@code "Your router"}
     */
    public static String meaning(Firewall firewall, String router) {
        return router + " " + calls(firewall) + life(firewall) + hairpin(firewall);
    }

    /** The same in a few words, for a table. */
    public static String brief(Firewall firewall) {
        if (firewall.equals(Firewall.UNKNOWN)) {
            return "not measured";
        }
        String mapping = switch (firewall.mapping()) {
            case UNKNOWN -> "?";
            case NONE -> "no translation";
            case ENDPOINT_INDEPENDENT -> "one port for all";
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> "a port for each call";
        };
        String filtering = switch (firewall.filtering()) {
            case UNKNOWN -> "";
            case ENDPOINT_INDEPENDENT -> ", lets anybody in";
            case ADDRESS_DEPENDENT -> ", lenient";
            case ADDRESS_AND_PORT_DEPENDENT -> ", strict";
        };
        return mapping
                + filtering
                + firewall.lifetime()
                        .map(life -> ", " + life.toSeconds() + " s")
                        .orElse("");
    }

    private static String calls(Firewall firewall) {
        return switch (firewall.mapping()) {
            case UNKNOWN -> ofUnknownMapping(firewall);
            case NONE ->
                switch (firewall.filtering()) {
                    case ENDPOINT_INDEPENDENT -> "lets everybody in: calls connect directly.";
                    case ADDRESS_DEPENDENT ->
                        "hides nothing, and lets in whoever has been called: calls connect directly.";
                    case ADDRESS_AND_PORT_DEPENDENT ->
                        "hides nothing, but is strict about who comes in" + unlessTheirPortsChange();
                    case UNKNOWN -> "hides nothing: most calls connect directly.";
                };
            case ENDPOINT_INDEPENDENT ->
                switch (firewall.filtering()) {
                    case ENDPOINT_INDEPENDENT ->
                        "uses one port for all calls and lets everybody in: calls connect directly.";
                    case ADDRESS_DEPENDENT ->
                        "uses one port for all calls and lets in whoever has been called: calls connect directly.";
                    case ADDRESS_AND_PORT_DEPENDENT ->
                        "uses one port for all calls, but is strict about who comes in" + unlessTheirPortsChange();
                    case UNKNOWN -> "uses one port for all calls: most calls connect directly.";
                };
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> ofChangingPorts(firewall);
        };
    }

    private static String unlessTheirPortsChange() {
        return ": calls connect directly; with friends whose routers give every call another port they begin through"
                + " the relay and mostly go directly within seconds.";
    }

    /** Where the other side keeps its port, trying finds ours; where it doesn't, there is nothing to try from. */
    private static String ofChangingPorts(Firewall firewall) {
        boolean lenient = firewall.filtering() == Filtering.ENDPOINT_INDEPENDENT
                || firewall.filtering() == Filtering.ADDRESS_DEPENDENT;
        return "gives every call another port"
                + (lenient ? ", but is lenient about who comes in" : "")
                + "; calls to friends with strict routers begin through the relay and mostly go directly within seconds;"
                + " where a friend's router gives every call another port too, they mostly stay there.";
    }

    private static String ofUnknownMapping(Firewall firewall) {
        return switch (firewall.filtering()) {
            case UNKNOWN ->
                firewall.ports() == Ports.PRESERVED
                        ? "leaves the ports as they are; more could not be measured."
                        : "could not be measured yet: calls try every way there is.";
            case ENDPOINT_INDEPENDENT -> "lets everybody in: most calls connect directly.";
            case ADDRESS_DEPENDENT -> "lets in whoever has been called: most calls connect directly.";
            case ADDRESS_AND_PORT_DEPENDENT ->
                "is strict about who comes in; whether it gives every call another port can't be told by a manager with"
                        + " one address.";
        };
    }

    private static String life(Firewall firewall) {
        return firewall.lifetime()
                .map(life -> " It remembers a silent connection for " + length(life) + " or longer.")
                .orElse("");
    }

    private static String length(Duration life) {
        if (life.compareTo(LONG) >= 0) {
            return "about " + TEN_MINUTES.toMinutes() + " minutes";
        }
        return life.toSeconds() + " seconds";
    }

    /** Only where it hinders: nobody asks for it otherwise. */
    private static String hairpin(Firewall firewall) {
        boolean hinders = firewall.hairpinning() == Hairpinning.NO && firewall.mapping() != Mapping.NONE;
        return hinders ? " Two in this home reach each other on the home network only." : "";
    }
}
