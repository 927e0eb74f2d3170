package io.transom.wire.rtp;

/** 16-bit sequence numbers that wrap around, as numbers that only grow (RFC 3711 section 3.3.1). */
public final class SequenceNumbers {
    private static final int CYCLE = 1 << 16;

    private SequenceNumbers() {}

    /**
     * The extended number that {@code sequence} most likely stands for: the one nearest to {@code highest}, the highest
     * extended number seen so far. At exactly half a cycle, the later one. May be negative just behind a start near 0:
     * such a packet was sent before the first one seen.
     */
    public static long extend(int sequence, long highest) {
        return highest + (short) (sequence - (int) highest) + halfCycleForward(sequence, highest);
    }

    /** How far {@code later} is ahead of {@code earlier}, -32,768 to 32,767. */
    public static int distance(int earlier, int later) {
        return (short) (later - earlier);
    }

    /** The 16 bits that are sent. */
    public static int truncate(long extended) {
        return (int) (extended & CYCLE - 1);
    }

    private static int halfCycleForward(int sequence, long highest) {
        return (short) (sequence - (int) highest) == Short.MIN_VALUE ? CYCLE : 0;
    }
}
