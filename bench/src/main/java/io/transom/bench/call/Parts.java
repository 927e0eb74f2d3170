package io.transom.bench.call;

import java.util.Deque;

/** What a benchmark has started, last first. */
public final class Parts {
    private Parts() {}

    /** Closes all of them, in that order. */
    public static void close(Deque<AutoCloseable> started) {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException("something can't be closed", e);
            }
        }
    }
}
