package io.transom.agent;

import io.transom.media.Frame;

/**
 * What is heard at the door when it opens: two notes, a fourth upwards, four tenths of a second in all. Made once, mixed
 * into whatever is played.
 */
final class ReleaseTone {
    /** B5 and E6 lie where small speakers are loudest and old ears still hear. */
    static final double FIRST_HERTZ = 988;

    static final double SECOND_HERTZ = 1_319;
    /** A fifth of full scale, 14 dB under it: heard over traffic, and with the loudest voice on top it is far from a shriek. */
    static final int LOUDNESS = 6_500;
    /** While it sounds the call is at half its loudness, so that both are understood and the sum seldom has to be cut off. */
    private static final int VOICE_DIVIDED_BY = 2;

    private static final int NOTE = Frame.SAMPLE_RATE / 5;
    /** Each note swells and fades in 10 ms: an edge would click. */
    private static final int EDGE = Frame.SAMPLE_RATE / 100;

    /** Both notes, in samples. */
    static final int LENGTH = 2 * NOTE;

    private static final short[] SAMPLES = samples();

    private ReleaseTone() {}

    /** {@code frame} with the tone from its sample {@code from} on; as it is behind the tone's end. */
    static short[] over(short[] frame, int from) {
        short[] mixed = frame.clone();
        for (int i = 0; i < frame.length && from + i < LENGTH; i++) {
            int sum = frame[i] / VOICE_DIVIDED_BY + SAMPLES[from + i];
            mixed[i] = (short) Math.clamp(sum, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return mixed;
    }

    private static short[] samples() {
        short[] samples = new short[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            int within = i % NOTE;
            double hertz = i < NOTE ? FIRST_HERTZ : SECOND_HERTZ;
            int edge = Math.min(Math.min(within, NOTE - 1 - within), EDGE);
            double swell = 0.5 - 0.5 * Math.cos(Math.PI * edge / EDGE);
            samples[i] = (short) (LOUDNESS * swell * Math.sin(2 * Math.PI * hertz * within / Frame.SAMPLE_RATE));
        }
        return samples;
    }
}
