package io.transom.core.manager;

import io.transom.wire.Moment;
import java.time.Duration;

/** So many at once, and so many a second in the long run. */
final class TokenBucket {
    private final int burst;
    private final long nanosPerToken;
    private long credit;
    private Moment counted;

    /** Begins full. */
    TokenBucket(int burst, int perSecond, Moment now) {
        this.burst = burst;
        this.nanosPerToken = Duration.ofSeconds(1).toNanos() / perSecond;
        this.credit = burst * nanosPerToken;
        this.counted = now;
    }

    boolean take(Moment now) {
        refill(now);
        if (credit < nanosPerToken) {
            return false;
        }
        credit -= nanosPerToken;
        return true;
    }

    /** A full bucket is as good as none: it may be forgotten. */
    boolean isFull(Moment now) {
        refill(now);
        return credit == burst * nanosPerToken;
    }

    private void refill(Moment now) {
        long elapsed = Math.max(0, now.nanos() - counted.nanos());
        credit = Math.min(burst * nanosPerToken, credit + Math.min(elapsed, burst * nanosPerToken));
        counted = now;
    }
}
