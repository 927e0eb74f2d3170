package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of the proved paths is the route. The two ends choose for themselves and need not agree. */
final class RouteChoice {
    /** A route is left for a path that is at least this much and a fifth faster: less than that nobody hears. */
    private static final Duration WORTH_A_CHANGE = Duration.ofMillis(10);

    /** One lucky measurement is no reason to leave a route that works. */
    private static final int MEASURED_ENOUGH = 3;

    /** Two sockets' paths to the same router and one more. */
    private static final int MOST_IN_RESERVE = 3;

    /** The same home first, then the faster one, then the one with the lower socket: it was there first. */
    private static final Comparator<CandidatePair> BEST_FIRST = Comparator.comparing(
                    CandidatePair::isLan, Comparator.reverseOrder())
            .thenComparing(CandidatePair::roundTrip)
            .thenComparing(CandidatePair::socket)
            .thenComparing(CandidatePair::remote);

    private RouteChoice() {}

    /** Whether {@code proved}, which has just been answered, should take over from {@code route}. */
    static boolean isWorthAChange(CandidatePair proved, CandidatePair route) {
        if (proved.isLan() != route.isLan()) {
            return proved.isLan();
        }
        Duration wanted = route.roundTrip().multipliedBy(4).dividedBy(5).minus(WORTH_A_CHANGE);
        return proved.measured() >= MEASURED_ENOUGH && proved.roundTrip().compareTo(wanted) < 0;
    }

    /** The best path that something was heard on while the lost route was silent. */
    static Optional<CandidatePair> replacement(Collection<CandidatePair> pairs, Moment now) {
        return pairs.stream()
                .filter(CandidatePair::isProved)
                .filter(pair -> pair.wasHeardWithin(Liveness.LOST.minus(Liveness.SUSPECT), now))
                .min(BEST_FIRST);
    }

    /** The proved paths beside the route that are worth keeping open. */
    static List<CandidatePair> reserve(Collection<CandidatePair> pairs, CandidatePair route) {
        return pairs.stream()
                .filter(pair -> pair.isProved() && pair != route)
                .sorted(BEST_FIRST)
                .limit(MOST_IN_RESERVE)
                .toList();
    }
}
