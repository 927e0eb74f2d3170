package io.transom.core.trust;

/**
 * Which of the latest sequence numbers were seen (as RFC 6479, with one word): what is older than the window counts as
 * seen.
 */
final class ReplayWindow {
    /** One connection delivers in order; 64 forgives what a broker's workers may reorder. */
    static final int WIDTH = 64;

    private long highest = -1;
    /** Bit i: {@code highest - i} was seen. */
    private long seen;

    boolean isFresh(long sequence) {
        if (sequence > highest) {
            return true;
        }
        long age = highest - sequence;
        return age < WIDTH && (seen >>> age & 1) == 0;
    }

    void mark(long sequence) {
        if (sequence > highest) {
            long ahead = sequence - highest;
            seen = ahead >= WIDTH ? 0 : seen << ahead;
            highest = sequence;
        }
        seen |= 1L << highest - sequence;
    }
}
