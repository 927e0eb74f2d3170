package io.transom.media.jitter;

/**
 * Plays speech a little faster or slower without changing its pitch: one whole pitch period is taken out or put in, cross-faded
 * over 10 ms where the waveform resembles itself most (WSOLA, Verhelst and Roelands 1993).
 */
final class TimeStretch {
    /** Samples. 10 ms: a period of the lowest voices. */
    static final int FADE = 480;

    /** Samples. Voices lie between 67 and 400 Hz. */
    static final int SHORTEST_PERIOD = 120;

    static final int LONGEST_PERIOD = 720;

    /** Samples that must be there to work on. */
    static final int NEEDED = FADE + LONGEST_PERIOD;

    /** Correlation is looked for on every fourth sample (12 kHz holds what makes a period), then refined on each. */
    private static final int COARSE = 4;

    /** Mean square below which nobody hears a cut: 60 of 32,768, −55 dB. */
    private static final double QUIET = 60.0 * 60.0;

    private TimeStretch() {}

    /** Takes one period out where the correlation is at least {@code alike} (−1 to 1). Returns the samples saved. */
    static int shorten(SampleQueue queue, double alike) {
        int period = period(queue, alike);
        if (period == 0) {
            return 0;
        }
        short[] x = queue.samples();
        for (int i = 0; i < FADE; i++) {
            x[i] = mix(x[i], x[i + period], i);
        }
        queue.cut(FADE, period);
        return period;
    }

    /** Puts one period in, likewise. Returns the samples added. */
    static int lengthen(SampleQueue queue, double alike) {
        int period = period(queue, alike);
        if (period == 0) {
            return 0;
        }
        queue.open(0, period);
        short[] x = queue.samples();
        // x[0..period) is still the sound's beginning; behind it the beginning comes again, faded in over what
        // followed.
        for (int i = 0; i < FADE; i++) {
            // Where the queue moved by a period, x[period..] was its beginning and x[2 period..] what followed the
            // first period.
            x[i + period] = mix(x[i + 2 * period], x[i + period], i);
        }
        return period;
    }

    private static short mix(short from, short to, int at) {
        return (short) ((from * (FADE - at) + to * at) / FADE);
    }

    /** The period at the queue's head; 0 where there are too few samples or they do not resemble themselves enough. */
    private static int period(SampleQueue queue, double alike) {
        if (queue.size() < NEEDED) {
            return 0;
        }
        short[] x = queue.samples();
        double energy = energy(x, 0, FADE);
        if (energy < QUIET && energy(x, FADE, NEEDED - FADE) < QUIET) {
            return LONGEST_PERIOD;
        }
        int best = 0;
        double most = -1;
        for (int lag = SHORTEST_PERIOD; lag <= LONGEST_PERIOD; lag += COARSE) {
            double likeness = likeness(x, lag, COARSE);
            if (likeness > most) {
                most = likeness;
                best = lag;
            }
        }
        int coarse = best;
        most = -1;
        int last = Math.min(LONGEST_PERIOD, coarse + COARSE - 1);
        for (int lag = Math.max(SHORTEST_PERIOD, coarse - COARSE + 1); lag <= last; lag++) {
            double likeness = likeness(x, lag, 1);
            if (likeness > most) {
                most = likeness;
                best = lag;
            }
        }
        return most >= alike ? best : 0;
    }

    private static double likeness(short[] x, int lag, int step) {
        long product = 0;
        long here = 1;
        long there = 1;
        for (int i = 0; i < FADE; i += step) {
            int a = x[i];
            int b = x[i + lag];
            product += a * b;
            here += a * a;
            there += b * b;
        }
        return product / Math.sqrt((double) here * there);
    }

    private static double energy(short[] x, int from, int count) {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x[i] * x[i];
        }
        return (double) sum / count;
    }
}
