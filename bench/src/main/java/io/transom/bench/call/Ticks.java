package io.transom.bench.call;

import io.transom.media.Frame;
import java.util.concurrent.locks.LockSupport;

/** The end of one frame after the other, 20 ms apart from the moment it was opened. */
public final class Ticks {
    private long next = System.nanoTime();

    /** Returns at the end of the next frame; at once where the thread is interrupted. */
    public void await() {
        next += Frame.LENGTH.toNanos();
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
