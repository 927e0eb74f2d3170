package io.transom.media.jitter;

import java.util.Arrays;

/**
 * The least delay at which the speaker asked lately, in milliseconds. Sound systems ask in clumps, three frames at once and then
 * none for 60 ms: the last of a clump must find its packet too.
 */
final class RecentDelays {
    /** Calls, 320 ms: longer than any clump, shorter than it takes to notice that talk lags. */
    private static final int WINDOW = 16;

    private final double[] delays = new double[WINDOW];
    private int count;
    private int next;

    void add(double delay) {
        delays[next] = delay;
        next = (next + 1) % WINDOW;
        count = Math.min(count + 1, WINDOW);
    }

    /** The delay has been changed by {@code millis} from now on: so would the past have been. */
    void shift(double millis) {
        for (int i = 0; i < count; i++) {
            delays[i] += millis;
        }
    }

    /** Infinite where nothing was asked yet. */
    double least() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, delays[i]);
        }
        return least;
    }

    void forget() {
        Arrays.fill(delays, 0);
        count = 0;
        next = 0;
    }
}
