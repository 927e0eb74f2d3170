package io.transom.media.jitter;

import io.transom.media.Frame;

/** Decoded samples on their way to the speaker; a few frames at most. */
final class SampleQueue {
    /** A frame that is due, one more to shorten, what lengthening adds, and room to move. */
    private static final int CAPACITY = 6 * Frame.SAMPLES;

    private final short[] samples = new short[CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** The samples in order from 0; for {@link TimeStretch}, which moves whole pitch periods. */
    short[] samples() {
        return samples;
    }

    void append(short[] frame) {
        System.arraycopy(frame, 0, samples, size, frame.length);
        size += frame.length;
    }

    /** Up to 960 samples; the rest of {@code frame} stays as it is. Returns how many. */
    int take(short[] frame) {
        int count = Math.min(frame.length, size);
        System.arraycopy(samples, 0, frame, 0, count);
        cut(0, count);
        return count;
    }

    void cut(int at, int count) {
        System.arraycopy(samples, at + count, samples, at, size - at - count);
        size -= count;
    }

    /** Room for {@code count} samples at {@code at}, holding what was there before. */
    void open(int at, int count) {
        System.arraycopy(samples, at, samples, at + count, size - at);
        size += count;
    }

    void clear() {
        size = 0;
    }
}
