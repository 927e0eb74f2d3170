package io.transom.manager.acme;

import java.time.Duration;

/** How long to wait after orders that failed. */
final class Retry {
    /** Let's Encrypt lets five validations of a name fail in an hour: the fifth of ours comes after 75 minutes. */
    static final Duration FIRST = Duration.ofMinutes(5);

    static final Duration LONGEST = Duration.ofHours(12);

    private Retry() {}

    /**
     * Doubled with each failure, and a quarter less or more, so that managers that failed together don't come again together.
     *
     * @param failures in a row, from 1
     * @param fraction 0 to 1, of chance
     */
    static Duration after(int failures, double fraction) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 16));
        Duration bounded = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return Duration.ofMillis(Math.round(bounded.toMillis() * (0.75 + 0.5 * fraction)));
    }
}
