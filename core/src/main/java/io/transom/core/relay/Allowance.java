package io.transom.core.relay;

import io.transom.wire.Moment;

/** A token bucket: so much at once, and so much a second in the long run. */
final class Allowance {
    /** In billionths, so that the shortest time earns its exact share. */
    private static final long WHOLE = 1_000_000_000L;

    private final long burst;
    private final long perSecond;
    private long credit;
    private Moment counted;

    /** Begins full. */
    Allowance(long burst, long perSecond, Moment now) {
        this.burst = burst * WHOLE;
        this.perSecond = perSecond;
        this.credit = this.burst;
        this.counted = now;
    }

    boolean take(long amount, Moment now) {
        long elapsed = Math.clamp(now.nanos() - counted.nanos(), 0, burst / perSecond);
        credit = Math.min(burst, credit + elapsed * perSecond);
        counted = now;
        if (credit < amount * WHOLE) {
            return false;
        }
        credit -= amount * WHOLE;
        return true;
    }
}
