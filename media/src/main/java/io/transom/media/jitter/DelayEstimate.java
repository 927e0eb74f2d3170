package io.transom.media.jitter;

import io.transom.wire.Moment;
import java.util.Arrays;

/** How irregularly packets arrive, and so how long to hold them. Times in milliseconds; transit times have an unknown origin. */
final class DelayEstimate {
    static final double LEAST_TARGET = 20;

    /** Above this people talk over each other (ITU-T G.114 puts the border at 150 ms one way, network included). */
    static final double MOST_TARGET = 200;

    /** Before anything was measured: one frame and a half, so that a first word on a quiet line is not held. */
    private static final double FIRST_TARGET = 30;

    /** Packets: 5.1 s of talk. Long enough for a microwave's beat, short enough to come down again within a sentence. */
    private static final int WINDOW = 256;

    private static final double PERCENTILE = 0.98;

    /** The samples left of the frame before are played first, half a frame on average. */
    private static final double MARGIN = 10;

    /** Packets. A talk spurt's pre-roll is 300 ms and arrives late by design; its lateness says nothing about the network. */
    private static final int PRE_ROLL = 16;

    /** Packets until the percentile means something; until then the target only grows. */
    private static final int ENOUGH = 50;

    /** Clocks that drift apart by 100 ppm differ by 1 ms after this: older transit times are no measure any more. */
    private static final double STALE_MS = 10_000;

    private final double[] transits = new double[WINDOW];
    /** Over the shortest at its time, so that a path that got faster does not make its past look late; −1: not measured. */
    private final double[] lateness = new double[WINDOW];

    /** What of {@link #lateness} is measured, the least first. */
    private final double[] sorted = new double[WINDOW];

    private int measured;
    private int stored;
    private int next;
    private double shortest;
    private double target = FIRST_TARGET;
    private double jitter;
    private double lastTransit;
    private double lastArrival;
    private boolean lastMeasured;

    /** {@code time} is the packet's timestamp in samples, {@code placeInSpurt} how many packets of its spurt were before it. */
    void arrived(long time, long placeInSpurt, Moment now) {
        double arrival = millis(now);
        if (stored > 0 && arrival - lastArrival > STALE_MS) {
            stored = 0;
            next = 0;
            measured = 0;
        }
        double transit = arrival - time / 48.0;
        boolean measure = placeInSpurt >= PRE_ROLL;
        if (stored == WINDOW && lateness[next] >= 0) {
            remove(lateness[next]);
        }
        transits[next] = transit;
        int place = next;
        next = (next + 1) % WINDOW;
        stored = Math.min(stored + 1, WINDOW);
        if (measure && lastMeasured) {
            // RFC 3550 §6.4.1.
            jitter += (Math.abs(transit - lastTransit) - jitter) / 16;
        }
        lastTransit = transit;
        lastArrival = arrival;
        lastMeasured = measure;
        shortest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < stored; i++) {
            shortest = Math.min(shortest, transits[i]);
        }
        lateness[place] = measure ? transit - shortest : -1;
        if (measure) {
            insert(lateness[place]);
        }
        estimate();
    }

    private void estimate() {
        if (measured == 0) {
            return;
        }
        double late = sorted[(int) Math.min(measured - 1L, Math.round(measured * PERCENTILE))];
        double wanted = Math.clamp(late + MARGIN, LEAST_TARGET, MOST_TARGET);
        target = measured < ENOUGH ? Math.max(target, wanted) : wanted;
    }

    private void insert(double late) {
        int found = Arrays.binarySearch(sorted, 0, measured, late);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, at, sorted, at + 1, measured - at);
        sorted[at] = late;
        measured++;
    }

    private void remove(double late) {
        int at = Arrays.binarySearch(sorted, 0, measured, late);
        System.arraycopy(sorted, at + 1, sorted, at, measured - at - 1);
        measured--;
    }

    /** How much later than the fastest packet could have brought it the sample at {@code time} is played at {@code now}. */
    double delay(long time, Moment now) {
        return millis(now) - time / 48.0 - shortest;
    }

    double target() {
        return target;
    }

    /** Interarrival jitter, RFC 3550 §6.4.1. */
    double jitter() {
        return jitter;
    }

    private static double millis(Moment now) {
        return now.nanos() / 1e6;
    }
}
