package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;

/** How good a proved path is: the share of our null packets that stay unanswered, their round trip, how often it failed. */
final class Quality {
    /** Asked five times a second, a loss is believed after some seconds and forgotten after some more. */
    private static final double LOSS_WEIGHT = 1.0 / 32;

    /** Each way a tenth: sound begins to suffer although lost packets are made good. */
    private static final double LOSSY = 0.20;

    /** A packet lost now and then is a clean path. */
    private static final double CLEAN = 0.05;

    /** Two seconds of a path that is watched closely. */
    private static final int SEEN_ENOUGH = 10;

    /** One lucky measurement is no reason to leave a route that works. */
    private static final int MEASURED_ENOUGH = 3;

    /** Doubled with each further failure: what came and went has to stay for longer before it is trusted again. */
    private static final Duration PROBATION = Duration.ofSeconds(5);

    private static final Duration LONGEST_PROBATION = Duration.ofSeconds(80);

    private double loss;
    private int seen;
    private int measured;
    private Duration roundTrip = Duration.ZERO;
    private int failures;
    private Moment restoredAt = Moment.ZERO;

    /** A null packet on the proved path was answered in time, or wasn't. */
    void counted(boolean answered) {
        loss += ((answered ? 0 : 1) - loss) * LOSS_WEIGHT;
        seen = Math.min(seen + 1, SEEN_ENOUGH);
    }

    /** RFC 6298 section 2.3: an eighth of the new measurement, so that one late packet doesn't move the route. */
    void measured(Duration measuredRoundTrip) {
        roundTrip = measured == 0
                ? measuredRoundTrip
                : Duration.ofNanos((roundTrip.toNanos() * 7 + measuredRoundTrip.toNanos()) / 8);
        measured = Math.min(measured + 1, MEASURED_ENOUGH);
    }

    /** Proved again, or for the first time. */
    void restored(Moment now) {
        restoredAt = now;
    }

    /** As a route it was lost, or left because of its loss: it is on probation now, unless that was the first time. */
    void failed(Moment now) {
        failures++;
        restoredAt = now;
    }

    /** It has carried the sound for long: what was before is forgiven. */
    void proveItself() {
        failures = 0;
    }

    /** Not proved any more: what was measured holds no longer. */
    void forget() {
        loss = 0;
        seen = 0;
        measured = 0;
    }

    double loss() {
        return loss;
    }

    Duration roundTrip() {
        return roundTrip;
    }

    boolean isLossy() {
        return loss > LOSSY;
    }

    boolean isClean() {
        return loss < CLEAN;
    }

    boolean isSeenEnough() {
        return seen >= SEEN_ENOUGH;
    }

    boolean isMeasuredEnough() {
        return measured >= MEASURED_ENOUGH;
    }

    /** A path that failed more than once has to be there for some time before it is a route again by choice. */
    boolean isOnProbation(Moment now) {
        if (failures < 2) {
            return false;
        }
        Duration probation = PROBATION.multipliedBy(1L << Math.min(failures - 2, 4));
        Duration bounded = probation.compareTo(LONGEST_PROBATION) < 0 ? probation : LONGEST_PROBATION;
        return !restoredAt.plus(bounded).reached(now);
    }
}
