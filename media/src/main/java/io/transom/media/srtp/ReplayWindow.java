package io.transom.media.srtp;

import java.util.Arrays;

/** Which of the latest packet indices have been seen (RFC 3711 §3.3.2), as a ring of bits. */
final class ReplayWindow {
    /**
     * Indices. RFC 3711 asks for 64 at least; 1,024 are 20 s of sound, so that a relay path that is slower than the direct one
     * by any sane amount cannot make authentic packets look old.
     */
    static final int SIZE = 1024;

    private final long[] bits = new long[SIZE / 64];
    private long highest = -1;

    long highest() {
        return highest;
    }

    /** True for an index that was neither seen nor is too old to tell. */
    boolean isFresh(long index) {
        if (index > highest) {
            return true;
        }
        return highest - index < SIZE && (bits[word(index)] & bit(index)) == 0;
    }

    /** Only for authentic packets. */
    void mark(long index) {
        if (index > highest) {
            forget(highest, index);
            highest = index;
        }
        bits[word(index)] |= bit(index);
    }

    /** The places of the indices after {@code from} up to {@code to} still hold bits from a window ago. */
    private void forget(long from, long to) {
        if (to - from >= SIZE) {
            Arrays.fill(bits, 0);
            return;
        }
        for (long index = from + 1; index <= to; index++) {
            bits[word(index)] &= ~bit(index);
        }
    }

    private static int word(long index) {
        return (int) (index % SIZE) / 64;
    }

    private static long bit(long index) {
        return 1L << index % 64;
    }
}
