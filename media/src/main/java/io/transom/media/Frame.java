package io.transom.media;

import java.time.Duration;

/** The unit of sound everywhere: 20 ms of mono at 48,000 Hz, 960 signed 16-bit samples in a {@code short[960]}. */
public final class Frame {
    public static final int SAMPLE_RATE = 48_000;
    public static final int SAMPLES = 960;
    public static final Duration LENGTH = Duration.ofMillis(20);

    private Frame() {}

    public static short[] silence() {
        return new short[SAMPLES];
    }
}
