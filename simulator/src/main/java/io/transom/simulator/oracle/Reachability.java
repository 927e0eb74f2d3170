package io.transom.simulator.oracle;

import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a direct path exists between two endpoints that punch to each other's observed addresses and follow the
 * addresses from which authenticated packets come (same address, another port: peer-reflexive, RFC 8445 section 7.3.1.3).
 *
 * <p>A path is two external addresses, one of each side, between which packets and their answers go both ways. It is found
 * as the least fixpoint of "who knows which port of the other, and what was sent through which mapping":
 *
 * <ul>
 *   <li><b>Which external port a packet has</b> (RFC 4787 section 4.1). With endpoint-independent mapping, and where
 *       nothing is translated, it is always the observed one. With address-dependent mapping it is one port for all that
 *       goes to the peer's address, another one than the observed, which was made for the manager. With address- and
 *       port-dependent mapping every port of the peer gets one of its own.
 *   <li><b>Who comes in through a port</b> (section 5). Endpoint-independent filtering: everybody, once anything was sent
 *       through it; that was so when the manager observed it. Address-dependent: whose address something was sent to
 *       through this very port. Address- and port-dependent: whose address and port.
 *   <li><b>What is learnt</b>: whoever hears an authentic packet knows the port that it came from.
 *   <li><b>When a path is there</b>: a request gets in, and the answer to it leaves through the very port that was asked
 *       (section 4.1 again: the answer goes to the asker's port, so the mapping towards that port has to be the one that
 *       was asked). It then comes in, for the asker has sent to exactly there.
 * </ul>
 *
 * Timing plays no part: both sides send again and again, so whatever is possible happens (section 4.3: a mapping that
 * is used is kept).
 */
public final class Reachability {
    /** How one side's router behaves; NONE is a host without translation, be it with or without a firewall. */
    public record Side(Mapping mapping, Filtering filtering) {}

    /**
     * An external port by the way it came to be: observed (made for the manager), made for all of the peer's address, or
     * made for one port of the peer.
     */
    private sealed interface Port {
        record Observed() implements Port {}

        record ForPeer() implements Port {}

        record ForPort(Port of) implements Port {}
    }

    /**
     * Ports that depend on ports that depend on ports: after this many steps nothing new can be learnt, for a port made
     * for one that was made for us is already unknown to whoever it was made for.
     */
    private static final int DEEPEST = 5;

    /** What one side knows and has sent. */
    private static final class State {
        final Side side;
        final Set<Port> known = new LinkedHashSet<>(List.of(new Port.Observed()));
        final Set<Sent> sent = new LinkedHashSet<>();

        State(Side side) {
            this.side = side;
        }

        record Sent(Port through, Port to) {}

        Port mappingTowards(Port port) {
            return switch (side.mapping()) {
                case NONE, ENDPOINT_INDEPENDENT -> new Port.Observed();
                case ADDRESS_DEPENDENT -> new Port.ForPeer();
                case ADDRESS_AND_PORT_DEPENDENT -> new Port.ForPort(port);
                case UNKNOWN -> throw new IllegalArgumentException("the oracle answers about known routers only");
            };
        }

        /** The port must be there: the observed one always is, another one once something was sent through it. */
        boolean letsIn(Port at, Port from) {
            boolean open = at instanceof Port.Observed
                    || sent.stream().anyMatch(packet -> packet.through().equals(at));
            return switch (side.filtering()) {
                case ENDPOINT_INDEPENDENT -> open;
                case ADDRESS_DEPENDENT ->
                    sent.stream().anyMatch(packet -> packet.through().equals(at));
                case ADDRESS_AND_PORT_DEPENDENT -> sent.contains(new Sent(at, from));
                case UNKNOWN -> throw new IllegalArgumentException("the oracle answers about known routers only");
            };
        }
    }

    private Reachability() {}

    /** Whether a direct path is found, at the latest when everything that can be learnt is learnt. */
    public static boolean direct(Side one, Side other) {
        State a = new State(one);
        State b = new State(other);
        for (int before = -1; before < facts(a, b); ) {
            before = facts(a, b);
            if (round(a, b) || round(b, a)) {
                return true;
            }
        }
        return false;
    }

    private static int facts(State a, State b) {
        return a.known.size() + a.sent.size() + b.known.size() + b.sent.size();
    }

    /** {@code asker} sends to every port that it knows; true where one of these proves a path. */
    private static boolean round(State asker, State peer) {
        for (Port to : List.copyOf(asker.known)) {
            Port through = asker.mappingTowards(to);
            asker.sent.add(new State.Sent(through, to));
            if (peer.letsIn(to, through)) {
                if (peer.mappingTowards(through).equals(to)) {
                    return true;
                }
                learn(peer, through);
            }
        }
        return false;
    }

    private static void learn(State who, Port port) {
        if (depth(port) <= DEEPEST) {
            who.known.add(port);
        }
    }

    private static int depth(Port port) {
        int depth = 0;
        Optional<Port> at = Optional.of(port);
        while (at.isPresent()) {
            depth++;
            at = at.get() instanceof Port.ForPort made ? Optional.of(made.of()) : Optional.empty();
        }
        return depth;
    }
}
