package io.transom.core.warm;

import java.time.Duration;
import java.util.Optional;

/** How often a warm window is kept open, from what both ends have measured of the life of an idle mapping. */
final class Intervals {
    /** Until both have measured: the shortest life seen in homes is 30 s. */
    static final Duration UNMEASURED = Duration.ofSeconds(15);
    /** No longer, however long the routers remember: the device gives up after two of them and some. */
    static final Duration LONGEST = Duration.ofSeconds(90);
    /** No router is that forgetful. */
    static final Duration SHORTEST = Duration.ofSeconds(5);
    /** A null packet and its first repetitions may be lost, and the next is still in time. */
    private static final int PER_LIFE = 2;

    private Intervals() {}

    static Duration between(Optional<Duration> ours, Optional<Duration> theirs) {
        Duration shorter = shorter(of(ours), of(theirs));
        return shorter.compareTo(SHORTEST) < 0 ? SHORTEST : shorter(shorter, LONGEST);
    }

    private static Duration of(Optional<Duration> life) {
        return life.map(measured -> measured.dividedBy(PER_LIFE)).orElse(UNMEASURED);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
