package io.transom.wire;

import java.time.Duration;

/** A point on a monotonic clock, in nanoseconds from an origin that only differences may be taken from. */
public record Moment(long nanos) implements Comparable<Moment> {
    public static final Moment ZERO = new Moment(0);
    /** Later than any deadline: "nothing to wake for". */
    public static final Moment NEVER = new Moment(Long.MAX_VALUE);

    public Moment plus(Duration duration) {
        return this == NEVER || nanos == Long.MAX_VALUE ? NEVER : new Moment(Math.addExact(nanos, duration.toNanos()));
    }

    public Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }

    public boolean isBefore(Moment other) {
        return nanos < other.nanos;
    }

    /** True from this moment's arrival on: {@code deadline.reached(now)}. */
    public boolean reached(Moment now) {
        return now.nanos >= nanos;
    }

    public Moment earlier(Moment other) {
        return nanos <= other.nanos ? this : other;
    }

    @Override
    public int compareTo(Moment other) {
        return Long.compare(nanos, other.nanos);
    }
}
