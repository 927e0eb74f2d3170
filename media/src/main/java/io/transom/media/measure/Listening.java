package io.transom.media.measure;

/**
 * A recording against what was said.
 *
 * @param delayMillis from the recording's beginning to the sentence's beginning
 * @param delaySpreadMillis how far the delay moved while the sentence was played, the outermost twentieths left out
 * @param similarity STOI, 0 to 1, the delay followed
 * @param longestGapMillis longest time in which something was said and at least 20 dB too little was heard
 * @param levelDb level of what was heard relative to full scale, over the sentence
 */
public record Listening(
        double delayMillis, double delaySpreadMillis, double similarity, double longestGapMillis, double levelDb) {
    /** Below this the recording does not hold the sentence; unrelated speech measures below 0.4. */
    public static final double HEARD = 0.6;

    /** dB: a frame this far below the sentence's loudest is not missed. */
    private static final double SPOKEN = 25;

    /** dB less than expected: gone. */
    private static final double GONE = 20;

    /** Of 48 kHz mono recordings: the sentence, and a recording of any length that holds it somewhere or not. */
    public static Listening of(short[] said, short[] heard) {
        double[] sentence = Alignment.slow(said);
        double[] recording = Alignment.slow(heard);
        Alignment alignment = Alignment.of(sentence, recording);
        int lag = (int) Math.round(alignment.delayMillis() * Alignment.RATE / 1000);
        DelayTrack.Followed followed = DelayTrack.follow(sentence, recording, lag);
        return new Listening(
                alignment.delayMillis(),
                (followed.most() - followed.least()) * 1000.0 / Alignment.RATE,
                Stoi.of(sentence, followed.heard()),
                longestGap(sentence, followed.heard()),
                level(followed.heard()));
    }

    /** True where the sentence is in the recording. */
    public boolean heard() {
        return similarity >= HEARD;
    }

    private static double longestGap(double[] said, double[] heard) {
        double[] saidSums = Alignment.sumsOfSquares(said);
        double[] heardSums = Alignment.sumsOfSquares(heard);
        double gain = heardSums[said.length] / (saidSums[said.length] + 1e-30);
        double loudest = 0;
        for (int from = 0; from + Stoi.FRAME <= said.length; from += Stoi.HOP) {
            loudest = Math.max(loudest, saidSums[from + Stoi.FRAME] - saidSums[from]);
        }
        int longest = 0;
        int run = 0;
        for (int from = 0; from + Stoi.FRAME <= said.length; from += Stoi.HOP) {
            double spoken = saidSums[from + Stoi.FRAME] - saidSums[from];
            double there = heardSums[from + Stoi.FRAME] - heardSums[from];
            boolean gone =
                    spoken > loudest * Math.pow(10, -SPOKEN / 10) && there < spoken * gain * Math.pow(10, -GONE / 10);
            run = gone ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest * Stoi.HOP * 1000.0 / Alignment.RATE;
    }

    private static double level(double[] signal) {
        return 10 * Math.log10(Alignment.sumsOfSquares(signal)[signal.length] / signal.length + 1e-10);
    }
}
