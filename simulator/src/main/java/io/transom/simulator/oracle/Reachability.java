package io.transom.simulator.oracle;

import io.transom.wire.Firewall.Mapping;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which path two endpoints find that both know a manager with a relay, by RFC 4787 alone.
 *
 * <ul>
 *   <li><b>One link</b>: they reach each other without any router.
 *   <li><b>UDP is blocked</b> at either: its end is the tunnel, whatever the other's is.
 *   <li><b>One router before both</b> (section 6): their packets to each other turn round in it, or never arrive.
 *   <li><b>Direct</b>, if {@link Punching} says so; everything else goes through the relay.
 *   <li><b>One side mints ports</b> (section 4.1), the other has one for all and filters by address and port: of 256 ports
 *       that wait at the one, 750 tries of the other hit one with 95 %.
 *   <li><b>A router that rejects</b> (REQ-9's "SHOULD NOT" of ICMP errors) spoils a port for whoever sends second. Direct
 *       where both send before either's packet arrives, so wherever the manager can tell both in one instant: {@link
 *       Answer#DIRECT_IN_STEP}. Where that is delayed or lost, relay.
 *   <li>A guess at the next port is a matter of luck: either will do.
 * </ul>
 */
public final class Reachability {
    /** One endpoint's routers, its own first; empty is a host without any. */
    public record Side(List<Nat> routers) {
        public Side {
            routers = List.copyOf(routers);
        }

        public static Side behind(Nat... routers) {
            return new Side(List.of(routers));
        }
    }

    public enum Answer {
        LAN,
        DIRECT,
        /** Surely where nothing is delayed or lost on the way from the manager; else direct or by the relay. */
        DIRECT_IN_STEP,
        DIRECT_OR_RELAY,
        /** Found by trying many ports: within five seconds in 95 of 100 calls at least, each of which starts on the relay. */
        DIRECT_MOSTLY,
        RELAY,
        TUNNEL
    }

    private Reachability() {}

    /** {@code common}: the outermost router of both, where that is one and the same. */
    public static Answer between(Side one, Side other, Optional<Nat> common) {
        if (both(one, other).anyMatch(Nat::blocksUdp)) {
            return Answer.TUNNEL;
        }
        if (common.isPresent() && !common.get().hairpin()) {
            return Answer.RELAY;
        }
        if (Punching.direct(one, other)) {
            boolean spoils = both(one, other).anyMatch(nat -> nat.rejects() && nat.mapping() != Mapping.NONE);
            return spoils ? Answer.DIRECT_IN_STEP : Answer.DIRECT;
        }
        boolean spoils = both(one, other).anyMatch(nat -> nat.rejects() && nat.mapping() != Mapping.NONE);
        if (!spoils && common.isEmpty() && oneForAll(one) != oneForAll(other)) {
            return Answer.DIRECT_MOSTLY;
        }
        // With one reflector address a port per address looks like one for all, so it tries, and may be hit.
        boolean lookAlike = both(one, other).anyMatch(nat -> nat.mapping() == Mapping.ADDRESS_DEPENDENT);
        boolean lucky = lookAlike
                || oneForAll(one)
                || oneForAll(other)
                || both(one, other).allMatch(Nat::guessable);
        return lucky ? Answer.DIRECT_OR_RELAY : Answer.RELAY;
    }

    /** Where one side's port is the same for everybody, the other can try that from many, or at many: a birthday. */
    private static boolean oneForAll(Side side) {
        return side.routers().stream()
                .allMatch(nat -> nat.mapping() == Mapping.NONE || nat.mapping() == Mapping.ENDPOINT_INDEPENDENT);
    }

    private static Stream<Nat> both(Side one, Side other) {
        return Stream.concat(one.routers().stream(), other.routers().stream());
    }
}
