package io.transom.media.measure;

import java.util.Arrays;

/**
 * How the delay moved while a sentence was played: for each 51 ms of it the lag at which the recording resembles it most, with
 * jumps made dear (dynamic programming). Signals are at 10 kHz.
 */
final class DelayTrack {
    /** Samples between two estimates, 51.2 ms: in this time playing at one and a half times the speed moves 26 ms. */
    static final int STEP = 4 * Stoi.HOP;

    /** Samples of one comparison, 205 ms: two syllables, enough to tell them from others. */
    private static final int WINDOW = 4 * STEP;

    /** Samples around the sentence's lag: a pre-roll of 300 ms and a delay that grew to 200. */
    private static final int REACH = 5_000;

    /** Samples to a lag class: 2 ms. */
    private static final int CLASS = 20;

    private static final int CLASSES = 2 * REACH / CLASS + 1;

    /** Lag classes that one step may move. */
    private static final int MOVE = 16;

    /** Likeness that one class of movement must win, so that noise does not steer. */
    private static final double PRICE = 0.004;

    private DelayTrack() {}

    /** {@code heard} moved so that it lies under {@code said}, of the same length; {@code lag} is where most of it lies. */
    record Followed(double[] heard, int least, int most) {}

    static Followed follow(double[] said, double[] heard, int lag) {
        int steps = Math.max(1, said.length / STEP);
        float[][] scores = new float[steps][CLASSES];
        int[][] exact = new int[steps][CLASSES];
        double loudest = 0;
        double[] energies = new double[steps];
        for (int step = 0; step < steps; step++) {
            energies[step] = score(said, heard, lag, step, scores[step], exact[step]);
            loudest = Math.max(loudest, energies[step]);
        }
        for (int step = 0; step < steps; step++) {
            // What is said loudly decides; a pause resembles anything.
            float weight = (float) Math.sqrt(energies[step] / (loudest + 1e-30));
            for (int c = 0; c < CLASSES; c++) {
                scores[step][c] *= weight;
            }
        }
        int[] classes = cheapest(scores);
        int[] lags = new int[steps];
        for (int step = 0; step < steps; step++) {
            lags[step] = exact[step][classes[step]];
        }
        int[] sorted = lags.clone();
        Arrays.sort(sorted);
        return new Followed(moved(said.length, heard, lags), sorted[steps / 20], sorted[steps - 1 - steps / 20]);
    }

    /** Fills the best likeness in each lag class and where it is; returns the energy of what was said. */
    private static double score(double[] said, double[] heard, int lag, int step, float[] scores, int[] exact) {
        int from = Math.clamp(step * STEP + STEP / 2L - WINDOW / 2, 0, Math.max(0, said.length - WINDOW));
        double[] piece = Arrays.copyOfRange(said, from, Math.min(said.length, from + WINDOW));
        int begin = from + lag - REACH - CLASS / 2;
        double[] area = new double[piece.length + 2 * REACH + CLASS];
        for (int i = 0; i < area.length; i++) {
            int at = begin + i;
            area[i] = at < 0 || at >= heard.length ? 0 : heard[at];
        }
        double[] products = Fft.correlate(piece, area);
        double[] sums = Alignment.sumsOfSquares(area);
        double energy = Alignment.sumsOfSquares(piece)[piece.length];
        for (int c = 0; c < CLASSES; c++) {
            for (int i = c * CLASS; i < (c + 1) * CLASS; i++) {
                double there = sums[i + piece.length] - sums[i];
                double norm = Math.sqrt(energy * there) + 1e-6;
                float likeness = (float) Math.abs(products[i + piece.length - 1] / norm);
                if (likeness >= scores[c]) {
                    scores[c] = likeness;
                    exact[c] = begin + i - from;
                }
            }
        }
        return energy;
    }

    private static int[] cheapest(float[][] scores) {
        int steps = scores.length;
        double[] total = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            total[c] = scores[0][c];
        }
        int[][] origin = new int[steps][CLASSES];
        for (int step = 1; step < steps; step++) {
            double[] next = new double[CLASSES];
            for (int c = 0; c < CLASSES; c++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int from = Math.max(0, c - MOVE); from <= Math.min(CLASSES - 1, c + MOVE); from++) {
                    double value = total[from] - PRICE * Math.abs(c - from);
                    if (value > most) {
                        most = value;
                        origin[step][c] = from;
                    }
                }
                next[c] = most + scores[step][c];
            }
            total = next;
        }
        int[] classes = new int[steps];
        for (int c = 0; c < CLASSES; c++) {
            if (total[c] > total[classes[steps - 1]]) {
                classes[steps - 1] = c;
            }
        }
        for (int step = steps - 1; step > 0; step--) {
            classes[step - 1] = origin[step][classes[step]];
        }
        return classes;
    }

    /** Half-overlapped frames, each taken from where its step's lag says. */
    private static double[] moved(int length, double[] heard, int[] lags) {
        double[] moved = new double[length];
        for (int start = -Stoi.HOP; start < length; start += Stoi.HOP) {
            int lag = lags[Math.clamp((start + Stoi.HOP) / STEP, 0, lags.length - 1)];
            for (int i = 0; i < Stoi.FRAME; i++) {
                int to = start + i;
                int from = to + lag;
                if (to >= 0 && to < length && from >= 0 && from < heard.length) {
                    moved[to] += heard[from] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / Stoi.FRAME));
                }
            }
        }
        return moved;
    }
}
