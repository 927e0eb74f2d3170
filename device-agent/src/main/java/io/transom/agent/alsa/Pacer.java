package io.transom.agent.alsa;

import io.transom.media.Frame;
import io.transom.node.time.Pace;

/**
 * Notices a card that does not pace, like ALSA's null and file, and paces in its place. A real card's own clock is never
 * second-guessed: it may run 100 ppm away from ours, and only its buffer says so.
 */
final class Pacer {
    /** Frames beyond a full buffer that a real card needs 120 ms for. */
    private static final int FRAMES_BEYOND_BUFFER = 6;

    /** Half of what a real card would need for these. */
    private static final long TOO_FAST_NANOS = FRAMES_BEYOND_BUFFER * Frame.LENGTH.toNanos() / 2;

    private final Pace pace;
    private final int framesToJudge;
    private int frames;
    private long since;
    private boolean clockPaces;
    private long next;

    Pacer(long bufferSamples, Pace pace) {
        this.pace = pace;
        framesToJudge = (int) (bufferSamples / Frame.SAMPLES) + 1 + FRAMES_BEYOND_BUFFER;
        since = pace.nanos();
    }

    /** A frame has gone through; waits where the card should have. */
    void frameDone() {
        if (clockPaces) {
            next = Math.max(next + Frame.LENGTH.toNanos(), pace.nanos()); // who was late does not catch up in a burst
            pace.sleepUntil(next);
            return;
        }
        frames++;
        if (frames == framesToJudge) {
            long now = pace.nanos();
            clockPaces = now - since < TOO_FAST_NANOS;
            next = now;
            since = now;
            frames = 0;
        }
    }
}
