package io.transom.simulator.oracle;

import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.oracle.Reachability.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which path two endpoints find of which each has IPv4, IPv6 or both, with a manager that has both.
 *
 * <ul>
 *   <li><b>Each family by itself</b> is {@link Reachability}'s: both are tried at once, and the better answer counts.
 *   <li><b>No family in common</b>, or none that works at both ends: the relay bridges them.
 *   <li><b>No family at all that lets UDP out</b> at either end: its end is the tunnel.
 * </ul>
 */
public final class DualStack {
    /** The ways out of one home, by IPv4 and by IPv6. */
    public record Home(Optional<Side> v4, Optional<Side> v6) {
        public Home {
            if (v4.isEmpty() && v6.isEmpty()) {
                throw new IllegalArgumentException("a home has a way out, by one family at least");
            }
        }

        private boolean letsUdpOut() {
            return isOpen(v4) || isOpen(v6);
        }
    }

    /** The surest first. */
    private static final List<Answer> RANKS = List.of(
            Answer.LAN,
            Answer.DIRECT,
            Answer.DIRECT_IN_STEP,
            Answer.DIRECT_MOSTLY,
            Answer.DIRECT_OR_RELAY,
            Answer.RELAY);

    private DualStack() {}

    /** {@code common}: the outermost IPv4 router of both, where that is one and the same. */
    public static Answer between(Home one, Home other, Optional<Nat> common) {
        if (!one.letsUdpOut() || !other.letsUdpOut()) {
            return Answer.TUNNEL;
        }
        List<Answer> answers = new ArrayList<>(List.of(Answer.RELAY));
        by(one.v4(), other.v4(), common).ifPresent(answers::add);
        by(one.v6(), other.v6(), Optional.empty()).ifPresent(answers::add);
        return answers.stream().min(Comparator.comparing(RANKS::indexOf)).orElseThrow();
    }

    private static Optional<Answer> by(Optional<Side> one, Optional<Side> other, Optional<Nat> common) {
        return isOpen(one) && isOpen(other)
                ? Optional.of(Reachability.between(one.orElseThrow(), other.orElseThrow(), common))
                : Optional.empty();
    }

    private static boolean isOpen(Optional<Side> side) {
        return side.filter(ways -> ways.routers().stream().noneMatch(Nat::blocksUdp))
                .isPresent();
    }
}
