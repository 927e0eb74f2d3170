package io.transom.media.voice;

import io.transom.media.Frame;
import java.util.Arrays;

/** The latest 300 ms from the microphone, in memory, overwritten all the time; wiped when it stops. */
final class PreRoll {
    /** 300 ms: a person's first syllable is half over when the button's contact closes and the mind has noticed. */
    static final int FRAMES = 15;

    /** RMS of −50 dBFS: a quiet voice at arm's length is 15 dB above, a still room's noise 10 dB below. */
    private static final double SPEECH = 104;

    private final short[][] ring = new short[FRAMES][Frame.SAMPLES];
    private final long[] times = new long[FRAMES];
    private int first;
    private int count;

    void keep(short[] frame, long time) {
        int place = (first + count) % FRAMES;
        System.arraycopy(frame, 0, ring[place], 0, Frame.SAMPLES);
        times[place] = time;
        if (count == FRAMES) {
            first = (first + 1) % FRAMES;
        } else {
            count++;
        }
    }

    int count() {
        return count;
    }

    /**
     * Drops what lies before speech begins: silence would only make everything behind it late. One quiet frame stays in
     * front, for the breath of a consonant.
     */
    void skipSilence() {
        int silent = 0;
        while (silent < count && loudness(frame(silent)) < SPEECH) {
            silent++;
        }
        int skipped = silent == count ? count : Math.max(0, silent - 1);
        first = (first + skipped) % FRAMES;
        count -= skipped;
    }

    /** Root of the mean square of the samples. */
    private static double loudness(short[] frame) {
        long sum = 0;
        for (short sample : frame) {
            sum += sample * sample;
        }
        return Math.sqrt((double) sum / frame.length);
    }

    /** {@code place} 0 is the oldest. Valid until the next {@link #keep} or {@link #wipe}. */
    short[] frame(int place) {
        return ring[(first + place) % FRAMES];
    }

    /** When it was captured, in samples. */
    long time(int place) {
        return times[(first + place) % FRAMES];
    }

    void wipe() {
        for (short[] frame : ring) {
            Arrays.fill(frame, (short) 0);
        }
        count = 0;
    }
}
