package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;

/** A token bucket: {@code capacity} at once, then one every {@code refill}. Kept as one number (the GCRA of ITU-T I.371). */
public final class Bucket {
    private final long tolerance;
    private final long refill;
    private boolean used;
    private long emptyUntil;

    public Bucket(int capacity, Duration refill) {
        this.refill = refill.toNanos();
        this.tolerance = Math.multiplyExact(this.refill, capacity - 1L);
    }

    /** Takes a token if there is one. */
    public boolean take(Moment now) {
        if (!has(now)) {
            return false;
        }
        emptyUntil = (used ? Math.max(emptyUntil, now.nanos()) : now.nanos()) + refill;
        used = true;
        return true;
    }

    public boolean has(Moment now) {
        return has(1, now);
    }

    /** Whether there are {@code tokens}, from 1 to its capacity. */
    boolean has(int tokens, Moment now) {
        return !used || now.nanos() >= emptyUntil - tolerance + (tokens - 1) * refill;
    }

    /** As good as new. */
    boolean isFull(Moment now) {
        return !used || now.nanos() >= emptyUntil;
    }

    /** When the next token is there, seen from {@code now}. */
    Moment nextAfter(Moment now) {
        return has(now) ? now : new Moment(emptyUntil - tolerance);
    }
}
