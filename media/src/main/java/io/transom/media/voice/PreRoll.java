package io.transom.media.voice;

import io.transom.media.Frame;
import java.util.Arrays;

/** The latest 300 ms from the microphone, in memory, overwritten all the time; wiped when it stops. */
final class PreRoll {
    /** 300 ms: a person's first syllable is half over when the button's contact closes and the mind has noticed. */
    static final int FRAMES = 15;

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
