package io.transom.node.time;

import io.transom.wire.Moment;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** A monotonic clock that can be waited for, and beside it the wall clock. */
public interface Pace {
    /** Nanoseconds that only differences may be taken from. */
    long nanos();

    /** Returns at {@code deadline} or soon after; at once where it has passed or the thread is interrupted. */
    void sleepUntil(long deadline);

    default Moment now() {
        return new Moment(nanos());
    }

    /** What the wall clock says: it goes on while the machine sleeps, and it may be set. */
    default Instant wall() {
        return Instant.now();
    }

    /** The machine's own: {@link System#nanoTime()}, woken within about 60 µs on Linux. */
    static Pace system() {
        return new Pace() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleepUntil(long deadline) {
                long left = deadline - System.nanoTime();
                while (left > 0 && !Thread.currentThread().isInterrupted()) {
                    LockSupport.parkNanos(left);
                    left = deadline - System.nanoTime();
                }
            }
        };
    }
}
