package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of the proved paths is the route: the better class, then the one that loses less, then the faster one. The two
 * ends choose for themselves and need not agree.
 */
final class RouteChoice {
    /** Why a path became the route: for whoever wants to understand a call afterwards. */
    enum Because {
        FIRST("first"),
        BETTER_CLASS("better class"),
        FASTER("faster"),
        LESS_LOSS("less loss"),
        OLD_ONE_LOST("old one lost");

        private final String text;

        Because(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** A route is left for a path that is at least this much and a fifth faster: less than that nobody hears. */
    private static final Duration WORTH_A_CHANGE = Duration.ofMillis(10);

    /** Two sockets' paths to the same router and one through the relay. */
    private static final int MOST_IN_RESERVE = 3;

    /** The best class first, then those that lose little, then the faster one, then the one that was there first. */
    private static final Comparator<CandidatePair> BEST_FIRST = Comparator.comparing(CandidatePair::kind)
            .thenComparing(pair -> pair.quality().isLossy())
            .thenComparing(pair -> pair.quality().roundTrip())
            .thenComparing(CandidatePair::socket)
            .thenComparing(pair -> pair.way().toString());

    private RouteChoice() {}

    /** Why {@code proved}, which has just been answered, should take over from {@code route}; empty where it shouldn't. */
    static Optional<Because> worthAChange(CandidatePair proved, CandidatePair route, Moment now) {
        Quality candidate = proved.quality();
        Quality current = route.quality();
        boolean losesLess = current.isLossy() && candidate.isClean() && candidate.isSeenEnough();
        if (proved.kind().isBetterThan(route.kind())) {
            boolean good = candidate.isClean() || candidate.loss() <= current.loss();
            return good && !candidate.isOnProbation(now) ? Optional.of(Because.BETTER_CLASS) : Optional.empty();
        }
        if (losesLess) {
            return Optional.of(Because.LESS_LOSS);
        }
        Duration wanted =
                Duration.ofNanos(current.roundTrip().toNanos() * 4 / 5).minus(WORTH_A_CHANGE);
        boolean faster = proved.kind() == route.kind()
                && candidate.isMeasuredEnough()
                && candidate.roundTrip().compareTo(wanted) < 0
                && !candidate.isLossy();
        return faster ? Optional.of(Because.FASTER) : Optional.empty();
    }

    /** The best path that something was heard on while the lost route was silent. */
    static Optional<CandidatePair> replacement(Collection<CandidatePair> pairs, Moment now) {
        return pairs.stream()
                .filter(CandidatePair::isProved)
                .filter(pair -> pair.wasHeardWithin(Liveness.LOST.minus(Liveness.SUSPECT), now))
                .min(BEST_FIRST);
    }

    /** The proved paths beside the route that are worth keeping open: the best ones, and always one of another class. */
    static List<CandidatePair> reserve(Collection<CandidatePair> pairs, CandidatePair route) {
        List<CandidatePair> reserve = new ArrayList<>(reserveInAnyOrder(pairs, route));
        reserve.sort(BEST_FIRST);
        return reserve;
    }

    /** Asked with every packet that comes in, and most calls have so few ways in reserve that all are kept. */
    static List<CandidatePair> reserveInAnyOrder(Collection<CandidatePair> pairs, CandidatePair route) {
        List<CandidatePair> proved = new ArrayList<>();
        for (CandidatePair pair : pairs) {
            if (pair.isProved() && pair != route) {
                proved.add(pair);
            }
        }
        if (proved.size() <= MOST_IN_RESERVE) {
            return proved;
        }
        proved.sort(BEST_FIRST);
        List<CandidatePair> best = proved.subList(0, MOST_IN_RESERVE);
        for (CandidatePair pair : best) {
            if (pair.kind() != route.kind()) {
                return best;
            }
        }
        for (CandidatePair other : proved) {
            if (other.kind() != route.kind()) {
                return List.of(best.getFirst(), other);
            }
        }
        return best;
    }
}
