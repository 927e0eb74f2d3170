package io.transom.bench.attack;

import java.util.concurrent.locks.LockSupport;

/** So many a second, as evenly as a busy machine allows; what it couldn't do in time is left out and not caught up with. */
final class Pace {
    private static final long STEP_NANOS = 2_000_000;
    /** A stall of the attacker's own mustn't end in a burst that no attack of that rate has. */
    private static final long MOST_BEHIND_NANOS = 50_000_000;

    private final double perNano;
    private long counted = System.nanoTime();
    private double due;

    Pace(int aSecond) {
        this.perNano = aSecond / 1e9;
    }

    /** Waits a moment; how many are due then. */
    int await() {
        LockSupport.parkNanos(STEP_NANOS);
        long now = System.nanoTime();
        due += Math.min(now - counted, MOST_BEHIND_NANOS) * perNano;
        counted = now;
        int whole = (int) due;
        due -= whole;
        return whole;
    }
}
