package io.transom.media.measure;

import io.transom.media.Frame;
import io.transom.media.wav.Resampler;

/**
 * Where what was said is in a recording.
 *
 * @param delayMillis from the recording's beginning to the sentence's beginning; negative where its beginning was not recorded
 * @param likeness normalised cross-correlation there, 0 to 1: above 0.5 for speech through a codec, below 0.3 for other speech
 */
public record Alignment(double delayMillis, double likeness) {
    /** Hertz. All measures work at this rate: speech intelligibility lies below 5 kHz (Taal et al. §II). */
    static final int RATE = 10_000;

    /** Of 48 kHz mono recordings; both must hold at least one sample. */
    public static Alignment of(short[] said, short[] heard) {
        return of(slow(said), slow(heard));
    }

    static double[] slow(short[] samples) {
        short[] resampled = Resampler.resample(samples, Frame.SAMPLE_RATE, RATE);
        double[] slow = new double[resampled.length];
        for (int i = 0; i < slow.length; i++) {
            slow[i] = resampled[i] / 32768.0;
        }
        return slow;
    }

    /** Of signals at 10 kHz. */
    static Alignment of(double[] said, double[] heard) {
        if (said.length == 0 || heard.length == 0) {
            throw new IllegalArgumentException("nothing to compare: both recordings must hold sound");
        }
        double[] products = Fft.correlate(said, heard);
        double[] sums = sumsOfSquares(heard);
        double energy = sumsOfSquares(said)[said.length];
        double total = sums[heard.length];
        int best = said.length - 1;
        double most = 0;
        for (int place = 0; place < products.length; place++) {
            int lag = place - said.length + 1;
            double there = sums[Math.clamp(lag + (long) said.length, 0, heard.length)] - sums[Math.max(0, lag)];
            // A scrap of the recording must not win by being small: a tenth of its energy is the least that counts.
            double norm = Math.sqrt(energy * Math.max(there, total / 10));
            double likeness = norm > 0 ? Math.abs(products[place]) / norm : 0;
            if (likeness > most) {
                most = likeness;
                best = place;
            }
        }
        return new Alignment((best - said.length + 1) * 1000.0 / RATE, Math.min(1, most));
    }

    /** {@code sums[i]}: of the squares before i. */
    static double[] sumsOfSquares(double[] signal) {
        double[] sums = new double[signal.length + 1];
        for (int i = 0; i < signal.length; i++) {
            sums[i + 1] = sums[i] + signal[i] * signal[i];
        }
        return sums;
    }
}
