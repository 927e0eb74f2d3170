package io.transom.core.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * For how long to keep silent next. At first not at all, which tells whether the method works here; then up two rungs
 * at a time, for the short lives matter most; once a silence was too long, by halves between the two.
 */
final class LifetimeSearch {
    /**
     * A little beneath what routers are set to (20, 30, 60, 120, 180, 300 s), so that what is proved is close to what
     * is true. Ten minutes are twice what a keepalive can make use of.
     */
    static final List<Duration> RUNGS = Stream.of(5, 10, 14, 19, 28, 38, 57, 85, 115, 145, 175, 235, 295, 440, 590)
            .map(Duration::ofSeconds)
            .toList();

    /** The shortest life that is common in homes. */
    private static final int FIRST_RUNG = RUNGS.indexOf(Duration.ofSeconds(28));

    private static final int NOT_TRIED = -2;
    private static final int NO_SILENCE = -1;

    private final int first;
    private int survived = NOT_TRIED;
    private int tooLong = RUNGS.size();

    /** {@code expected}: what was measured before at the same place. */
    LifetimeSearch(Optional<Duration> expected) {
        first = expected.map(RUNGS::indexOf).filter(rung -> rung >= 0).orElse(FIRST_RUNG);
    }

    /** Empty where the life is known as closely as the rungs lie, or can't be. */
    Optional<Duration> next() {
        return over() ? Optional.empty() : Optional.of(rung() == NO_SILENCE ? Duration.ZERO : RUNGS.get(rung()));
    }

    void survived() {
        survived = rung();
    }

    void tooLong() {
        tooLong = rung();
    }

    /** The longest silence that was survived; empty where not even the shortest was, or nothing arrives at all. */
    Optional<Duration> result() {
        return survived >= 0 ? Optional.of(RUNGS.get(survived)) : Optional.empty();
    }

    private boolean over() {
        return tooLong == NO_SILENCE || tooLong - survived == 1;
    }

    private int rung() {
        if (survived == NOT_TRIED) {
            return NO_SILENCE;
        }
        if (tooLong < RUNGS.size()) {
            return (survived + tooLong) / 2;
        }
        return survived == NO_SILENCE ? first : Math.min(survived + 2, RUNGS.size() - 1);
    }
}
