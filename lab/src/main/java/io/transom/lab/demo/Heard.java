package io.transom.lab.demo;

import java.util.Locale;

/**
 * What one side heard of what the other said.
 *
 * @param listener whose ears
 * @param said 48 kHz mono samples of what was spoken
 * @param heard 48 kHz mono samples of the recording, cut to where the sentence is
 * @param delayMillis from the microphone's opening to its sound at the speaker, with pre-roll, path and jitter buffer
 * @param lossPercent frames that had to be concealed, of all that were played
 * @param similarity STOI (Taal et al. 2011) of the recording against what was said, the two aligned as the delay moved
 *     ({@link io.transom.media.measure.Listening}): 1 is as the original
 */
public record Heard(
        String listener, short[] said, short[] heard, double delayMillis, double lossPercent, double similarity) {
    /** Speech at this STOI is understood without effort; the clean codec gives 0.99. */
    public static final double ENOUGH = 0.9;

    public boolean enough() {
        return similarity >= ENOUGH;
    }

    public String words() {
        return String.format(
                Locale.ROOT,
                "%s heard the other side: similarity %.3f (STOI, %.1f or more is needed), delay %.0f ms, loss %.1f %%%s",
                listener,
                similarity,
                ENOUGH,
                delayMillis,
                lossPercent,
                enough() ? "" : "  <- NOT UNDERSTOOD");
    }
}
