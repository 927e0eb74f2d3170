package io.transom.media.wav;

/** Band-limited change of sample rate: a windowed sinc, the pass band ending where the slower rate can hold no more. */
public final class Resampler {
    /** Zero crossings on each side; with a Blackman window aliases lie below −70 dB. */
    private static final int REACH = 24;

    /** Of the slower rate's Nyquist frequency, so that the filter's slope lies below it. */
    private static final double PASS = 0.94;

    private Resampler() {}

    /** {@code samples} at {@code from} hertz, as they are at {@code to} hertz; rounded down to whole samples. */
    public static short[] resample(short[] samples, int from, int to) {
        if (from == to) {
            return samples;
        }
        int length = (int) ((long) samples.length * to / from);
        double cutoff = PASS * Math.min(1, (double) to / from);
        int half = (int) Math.ceil(REACH / cutoff);
        double[][] phases = phases(from, to, cutoff, half);
        short[] resampled = new short[length];
        for (int i = 0; i < length; i++) {
            long position = (long) i * from;
            int centre = (int) (position / to);
            double[] taps = phases[phase((int) (position % to), to, phases.length)];
            double sum = 0;
            int first = Math.max(0, half - 1 - centre);
            int last = Math.min(2 * half, samples.length - centre + half - 1);
            for (int k = first; k < last; k++) {
                sum += samples[centre - half + 1 + k] * taps[k];
            }
            resampled[i] = (short) Math.clamp(Math.round(sum), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return resampled;
    }

    private static int phase(int remainder, int to, int phases) {
        return (int) ((long) remainder * phases / to);
    }

    /** One filter for each place between two samples that a result can fall on: exact for the usual rates. */
    private static double[][] phases(int from, int to, double cutoff, int half) {
        int count = Math.min(to / gcd(from, to), 2_000);
        double[][] phases = new double[count][2 * half];
        for (int phase = 0; phase < count; phase++) {
            double fraction = (double) phase / count;
            double sum = 0;
            for (int k = 0; k < 2 * half; k++) {
                double x = k - half + 1 - fraction;
                phases[phase][k] = sinc(x * cutoff) * blackman(x / half);
                sum += phases[phase][k];
            }
            for (int k = 0; k < 2 * half; k++) {
                phases[phase][k] /= sum;
            }
        }
        return phases;
    }

    private static double sinc(double x) {
        return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** {@code x} from −1 to 1. */
    private static double blackman(double x) {
        return Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
