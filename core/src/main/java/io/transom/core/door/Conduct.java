package io.transom.core.door;

import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How one member has behaved at a lock. A fault is a wrong signature under a challenge of its own, which nobody can make
 * but who holds that member's sealing key: neither a stranger nor the manager can lock anybody out. Every lock-out ends.
 */
final class Conduct {
    /** A signature can't be guessed and software doesn't mistype: two may be a bug's, three are somebody trying. */
    static final int MOST_FAULTS = 3;

    static final Duration FAULTS_COUNT_FOR = Duration.ofMinutes(10);
    static final Duration FIRST_LOCK_OUT = Duration.ofMinutes(1);
    /** The time doubles up to this: whoever has mended their app isn't shut out for a night. */
    static final Duration LONGEST_LOCK_OUT = Duration.ofHours(1);
    /** After a day without any, the next lock-out is a first one again. */
    static final Duration FORGIVEN_AFTER = Duration.ofDays(1);

    /** A party that arrives one by one; more than that is an app that holds the door open. */
    static final int MOST_RELEASES = 6;

    static final Duration RELEASES_COUNT_FOR = Duration.ofMinutes(1);

    private final Deque<Moment> faults = new ArrayDeque<>();
    private final Deque<Moment> releases = new ArrayDeque<>();
    private Duration nextLockOut = FIRST_LOCK_OUT;
    private Optional<Moment> lockedUntil = Optional.empty();
    private Optional<Moment> lastFault = Optional.empty();

    /** How long nothing of this member's is heard; zero where it is free. */
    Duration lockedOut(Moment now) {
        forget(releases, RELEASES_COUNT_FOR, now);
        Optional<Moment> slower = releases.size() >= MOST_RELEASES
                ? Optional.of(releases.getFirst().plus(RELEASES_COUNT_FOR))
                : Optional.empty();
        return Stream.of(lockedUntil, slower)
                .flatMap(Optional::stream)
                .filter(until -> !until.reached(now))
                .map(until -> until.since(now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    void fault(Moment now) {
        if (isForgiven(now)) {
            nextLockOut = FIRST_LOCK_OUT;
        }
        lastFault = Optional.of(now);
        forget(faults, FAULTS_COUNT_FOR, now);
        faults.addLast(now);
        if (faults.size() >= MOST_FAULTS) {
            faults.clear();
            lockedUntil = Optional.of(now.plus(nextLockOut));
            Duration doubled = nextLockOut.multipliedBy(2);
            nextLockOut = doubled.compareTo(LONGEST_LOCK_OUT) < 0 ? doubled : LONGEST_LOCK_OUT;
        }
    }

    void released(Moment now) {
        releases.addLast(now);
    }

    /** Nothing of it matters any more. */
    boolean forgettable(Moment now) {
        return lockedOut(now).isZero() && releases.isEmpty() && isForgiven(now);
    }

    private boolean isForgiven(Moment now) {
        return lastFault.filter(at -> !at.plus(FORGIVEN_AFTER).reached(now)).isEmpty();
    }

    private static void forget(Deque<Moment> times, Duration after, Moment now) {
        while (!times.isEmpty() && times.getFirst().plus(after).reached(now)) {
            times.removeFirst();
        }
    }
}
