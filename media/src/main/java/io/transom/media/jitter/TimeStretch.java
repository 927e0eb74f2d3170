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
        int coarse = mostAlike(x, SHORTEST_PERIOD, LONGEST_PERIOD, COARSE).lag();
        int first = Math.max(SHORTEST_PERIOD, coarse - COARSE + 1);
        int last = Math.min(LONGEST_PERIOD, coarse + COARSE - 1);
        Match fine = mostAlike(x, first, last, 1);
        return fine.likeness() >= alike ? fine.lag() : 0;
    }

    private record Match(int lag, double likeness) {}

    /**
     * The lag of {@code first}, {@code first + step} ... {@code last} at which every {@code step}th sample is most like the
     * sound's beginning. What is there at the next lag is what was there without its first sample and with one more.
     */
    private static Match mostAlike(short[] x, int first, int last, int step) {
        long here = 1;
        long there = 1;
        for (int i = 0; i < FADE; i += step) {
            here += x[i] * x[i];
            there += x[i + first] * x[i + first];
        }
        int best = 0;
        double most = -1;
        for (int lag = first; lag <= last; lag += step) {
            double likeness = product(x, lag, step) / Math.sqrt((double) here * there);
            if (likeness > most) {
                most = likeness;
                best = lag;
            }
            if (lag + step <= last) {
                there += x[lag + FADE] * x[lag + FADE] - x[lag] * x[lag];
            }
        }
        return new Match(best, most);
    }

    private static long product(short[] x, int lag, int step) {
        long product = 0;
        for (int i = 0; i < FADE; i += step) {
            product += x[i] * x[i + lag];
        }
        return product;
    }

    private static double energy(short[] x, int from, int count) {
        long sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x[i] * x[i];
        }
        return (double) sum / count;
    }
}
