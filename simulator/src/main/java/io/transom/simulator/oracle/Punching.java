package io.transom.simulator.oracle;

import io.transom.simulator.oracle.Reachability.Side;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
 *       port-dependent mapping every port of the peer gets one of its own. Behind two routers each makes its own mapping
 *       for what the one before it made.
 *   <li><b>Who comes in through a port</b> (section 5). Endpoint-independent filtering: everybody, once anything was sent
 *       through it; that was so when the manager observed it. Address-dependent: whose address something was sent to
 *       through this very port. Address- and port-dependent: whose address and port. Two routers must both agree.
 *   <li><b>What is learnt</b>: whoever hears an authentic packet knows the port that it came from.
 *   <li><b>When a path is there</b>: a request gets in, and the answer to it leaves through the very port that was asked
 *       (section 4.1 again: the answer goes to the asker's port, so the mapping towards that port has to be the one that
 *       was asked). It then comes in, for the asker has sent to exactly there.
 * </ul>
 *
 * Timing plays no part: both sides send again and again, so whatever is possible happens (section 4.3: a mapping that
 * is used is kept).
 */
final class Punching {
    /** What one router's mapping was made for. */
    private sealed interface For {
        record Everybody() implements For {}

        /** The manager's address, or its address and port. */
        record TheManager() implements For {}

        record ThePeer() implements For {}

        record OnePort(Port of) implements For {}
    }

    /** An external port, by what the mappings behind each other were made for, from the endpoint's own router outwards. */
    private record Port(List<For> mappings) {
        /** The mapping of the router at this place, which is told by those before it as well. */
        Port at(int router) {
            return new Port(mappings.subList(0, router + 1));
        }

        int depth() {
            return 1
                    + mappings.stream()
                            .mapToInt(made ->
                                    made instanceof For.OnePort port ? port.of().depth() : 0)
                            .max()
                            .orElse(0);
        }
    }

    /**
     * Ports that depend on ports that depend on ports: after this many steps nothing new can be learnt, for a port made
     * for one that was made for us is already unknown to whoever it was made for.
     */
    private static final int DEEPEST = 5;

    /** What one side knows and has sent. */
    private static final class State {
        private record Sent(Port through, Port to) {}

        final List<Nat> routers;
        final Port observed;
        final Set<Port> known = new LinkedHashSet<>();
        final Set<Sent> sent = new LinkedHashSet<>();

        State(Side side) {
            this.routers = side.routers();
            this.observed = new Port(routers.stream()
                    .map(nat -> switch (nat.mapping()) {
                        case NONE, ENDPOINT_INDEPENDENT, UNKNOWN -> new For.Everybody();
                        case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> new For.TheManager();
                    })
                    .map(For.class::cast)
                    .toList());
        }

        Port mappingTowards(Port port) {
            List<For> mappings = new ArrayList<>();
            for (Nat nat : routers) {
                mappings.add(
                        switch (nat.mapping()) {
                            case NONE, ENDPOINT_INDEPENDENT, UNKNOWN -> new For.Everybody();
                            case ADDRESS_DEPENDENT -> new For.ThePeer();
                            case ADDRESS_AND_PORT_DEPENDENT -> new For.OnePort(port);
                        });
            }
            return new Port(List.copyOf(mappings));
        }

        void send(Port through, Port to) {
            for (int router = 0; router < routers.size(); router++) {
                sent.add(new Sent(through.at(router), to));
            }
        }

        boolean letsIn(Port at, Port from) {
            for (int router = routers.size() - 1; router >= 0; router--) {
                if (!passes(router, at.at(router), from)) {
                    return false;
                }
            }
            return true;
        }

        /** The mapping must be there: that of the observed port always is, another one once something was sent through it. */
        private boolean passes(int router, Port at, Port from) {
            boolean used = sent.stream().anyMatch(packet -> packet.through().equals(at));
            return switch (routers.get(router).filtering()) {
                case ENDPOINT_INDEPENDENT -> used || at.equals(observed.at(router));
                case ADDRESS_DEPENDENT -> used;
                case ADDRESS_AND_PORT_DEPENDENT -> sent.contains(new Sent(at, from));
                case UNKNOWN -> throw new IllegalStateException("refused by Nat");
            };
        }

        int facts() {
            return known.size() + sent.size();
        }
    }

    private Punching() {}

    /** Whether a direct path is found, at the latest when everything that can be learnt is learnt. */
    static boolean direct(Side one, Side other) {
        State a = new State(one);
        State b = new State(other);
        a.known.add(b.observed);
        b.known.add(a.observed);
        for (int before = -1; before < a.facts() + b.facts(); ) {
            before = a.facts() + b.facts();
            if (round(a, b) || round(b, a)) {
                return true;
            }
        }
        return false;
    }

    /** {@code asker} sends to every port that it knows; true where one of these proves a path. */
    private static boolean round(State asker, State peer) {
        for (Port to : List.copyOf(asker.known)) {
            Port through = asker.mappingTowards(to);
            asker.send(through, to);
            if (peer.letsIn(to, through)) {
                if (peer.mappingTowards(through).equals(to)) {
                    return true;
                }
                if (through.depth() <= DEEPEST) {
                    peer.known.add(through);
                }
            }
        }
        return false;
    }
}
