package io.transom.media.measure;

import java.util.Arrays;

/**
 * Short-time objective intelligibility: C. H. Taal, R. C. Hendriks, R. Heusdens, J. Jensen, "An Algorithm for Intelligibility
 * Prediction of Time–Frequency Weighted Noisy Speech", IEEE TASLP 19(7), 2011. 1 is untouched, about 0.6 is where people begin to
 * miss words.
 */
public final class Stoi {
    /** Samples at 10 kHz: 25.6 ms frames, half overlapped, transformed at twice that length. */
    static final int FRAME = 256;

    static final int HOP = FRAME / 2;
    private static final int TRANSFORM = 512;

    private static final int BANDS = 15;
    /** Hertz, centre of the lowest third of an octave. */
    private static final double LOWEST_CENTRE = 150;

    /** Frames of one comparison: 384 ms. */
    static final int SEGMENT = 30;

    /** 1 + 10^(15/20): distortion beyond −15 dB is as bad as it gets. */
    private static final double CLIP = 1 + Math.pow(10, 15 / 20.0);

    /** dB under the loudest frame of what was said: silence, which has no intelligibility. */
    private static final double SILENT = 40;

    private static final double[] WINDOW = window();
    private static final int[][] BAND_EDGES = bandEdges();

    private Stoi() {}

    /**
     * Of two aligned 48 kHz mono signals of the same length. Throws {@link IllegalArgumentException} where they differ in
     * length, or hold less than 384 ms of speech.
     */
    public static double of(short[] said, short[] heard) {
        return of(Alignment.slow(said), Alignment.slow(heard));
    }

    /** Of two aligned 10 kHz signals. */
    static double of(double[] said, double[] heard) {
        if (said.length != heard.length) {
            throw new IllegalArgumentException("lengths differ: " + said.length + " and " + heard.length);
        }
        double[][] spoken = withoutSilence(said, heard);
        double[][] clean = bands(spoken[0]);
        double[][] degraded = bands(spoken[1]);
        int frames = clean.length;
        if (frames < SEGMENT) {
            throw new IllegalArgumentException("less than 384 ms of speech to compare");
        }
        double sum = 0;
        for (int last = SEGMENT; last <= frames; last++) {
            for (int band = 0; band < BANDS; band++) {
                sum += likeness(clean, degraded, band, last - SEGMENT);
            }
        }
        return sum / (BANDS * (frames - SEGMENT + 1.0));
    }

    /** The correlation of one band's 30 magnitudes after matching their energy and clipping (equations 2 to 5). */
    private static double likeness(double[][] clean, double[][] degraded, int band, int first) {
        double cleanEnergy = 0;
        double degradedEnergy = 0;
        for (int m = first; m < first + SEGMENT; m++) {
            cleanEnergy += clean[m][band] * clean[m][band];
            degradedEnergy += degraded[m][band] * degraded[m][band];
        }
        double gain = Math.sqrt(cleanEnergy / (degradedEnergy + 1e-30));
        double[] x = new double[SEGMENT];
        double[] y = new double[SEGMENT];
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < SEGMENT; i++) {
            x[i] = clean[first + i][band];
            y[i] = Math.min(degraded[first + i][band] * gain, x[i] * CLIP);
            meanX += x[i] / SEGMENT;
            meanY += y[i] / SEGMENT;
        }
        double product = 0;
        double energyX = 0;
        double energyY = 0;
        for (int i = 0; i < SEGMENT; i++) {
            product += (x[i] - meanX) * (y[i] - meanY);
            energyX += (x[i] - meanX) * (x[i] - meanX);
            energyY += (y[i] - meanY) * (y[i] - meanY);
        }
        return product / (Math.sqrt(energyX * energyY) + 1e-30);
    }

    /** Both signals without the frames in which nothing is said, overlapped and added again. */
    private static double[][] withoutSilence(double[] said, double[] heard) {
        int frames = Math.max(0, (said.length - FRAME) / HOP + 1);
        double[] level = new double[frames];
        double loudest = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < frames; m++) {
            double energy = 0;
            for (int i = 0; i < FRAME; i++) {
                double sample = said[m * HOP + i] * WINDOW[i];
                energy += sample * sample;
            }
            level[m] = 10 * Math.log10(energy + 1e-30);
            loudest = Math.max(loudest, level[m]);
        }
        double[] x = new double[said.length];
        double[] y = new double[said.length];
        int kept = 0;
        for (int m = 0; m < frames; m++) {
            if (level[m] > loudest - SILENT) {
                for (int i = 0; i < FRAME; i++) {
                    x[kept * HOP + i] += said[m * HOP + i] * WINDOW[i];
                    y[kept * HOP + i] += heard[m * HOP + i] * WINDOW[i];
                }
                kept++;
            }
        }
        int length = kept == 0 ? 0 : (kept - 1) * HOP + FRAME;
        return new double[][] {Arrays.copyOf(x, length), Arrays.copyOf(y, length)};
    }

    /** Magnitude of each third-octave band in each frame (equation 1). */
    private static double[][] bands(double[] signal) {
        int frames = Math.max(0, (signal.length - FRAME) / HOP + 1);
        double[][] bands = new double[frames][BANDS];
        Fft fft = new Fft(TRANSFORM);
        double[] real = new double[TRANSFORM];
        double[] imaginary = new double[TRANSFORM];
        for (int m = 0; m < frames; m++) {
            Arrays.fill(real, 0);
            Arrays.fill(imaginary, 0);
            for (int i = 0; i < FRAME; i++) {
                real[i] = signal[m * HOP + i] * WINDOW[i];
            }
            fft.forward(real, imaginary);
            for (int band = 0; band < BANDS; band++) {
                double energy = 0;
                for (int bin = BAND_EDGES[band][0]; bin < BAND_EDGES[band][1]; bin++) {
                    energy += real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
                }
                bands[m][band] = Math.sqrt(energy);
            }
        }
        return bands;
    }

    private static double[] window() {
        double[] window = new double[FRAME];
        for (int i = 0; i < FRAME; i++) {
            // MATLAB's hanning(256), as the authors use it: without the zeros at its ends.
            window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 1) / (FRAME + 1));
        }
        return window;
    }

    private static int[][] bandEdges() {
        int[][] edges = new int[BANDS][2];
        double hertzPerBin = (double) Alignment.RATE / TRANSFORM;
        for (int band = 0; band < BANDS; band++) {
            double centre = LOWEST_CENTRE * Math.pow(2, band / 3.0);
            edges[band][0] = (int) Math.round(centre * Math.pow(2, -1 / 6.0) / hertzPerBin);
            edges[band][1] = (int) Math.round(centre * Math.pow(2, 1 / 6.0) / hertzPerBin);
        }
        return edges;
    }
}
