package io.transom.core.call;

import io.transom.wire.Moment;
import java.time.Duration;

/** The tunnel to the relay that one call may have: whether it is there, when it hangs, and when the next one is due. */
final class RelayTunnel {
    /**
     * A tunnel in which a bind isn't answered for so long, while nothing else comes in either, hangs: a router has forgotten
     * its connection, and TCP alone would notice after minutes. Two segments lost in a row are there again sooner (RFC 6298).
     */
    static final Duration PATIENCE = Duration.ofMillis(600);
    /** On a line that is slow rather than dead: as many of its round trips, and twice as long after each tunnel in vain. */
    private static final int ROUND_TRIPS = 4;

    static final Duration LONGEST_PATIENCE = Duration.ofSeconds(5);
    /** A tunnel that can't be had, or breaks, is tried again after 1 s, 2 s, 4 s ... */
    static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private enum State {
        CLOSED,
        OPENING,
        OPEN
    }

    private State state = State.CLOSED;
    private Moment barred = new Moment(Long.MIN_VALUE);
    private int failures;
    private Duration roundTrip = Duration.ZERO;
    /** The first bind of those in it that weren't answered. */
    private Moment silentSince = Moment.NEVER;

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** One is asked for. */
    void open() {
        state = State.OPENING;
    }

    /** True where it is what was asked for. */
    boolean opened() {
        if (state != State.OPENING) {
            return false;
        }
        state = State.OPEN;
        silentSince = Moment.NEVER;
        return true;
    }

    /** It couldn't be had, or broke; true where there was one. */
    boolean broke(Moment now) {
        if (isClosed()) {
            return false;
        }
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures++, 5));
        barred = now.plus(pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY);
        state = State.CLOSED;
        return true;
    }

    /** It hangs and is given up. The first one is replaced at once: what hangs is a connection, seldom the line. */
    void giveUp(Moment now) {
        barred = failures++ == 0 ? now : now.plus(FIRST_RETRY);
        state = State.CLOSED;
    }

    /** Not wanted any more; true where there was one. */
    boolean close() {
        boolean was = !isClosed();
        state = State.CLOSED;
        return was;
    }

    // ---- what goes through it ----

    void asked(Moment now) {
        silentSince = silentSince.earlier(now);
    }

    void answered(Duration measured) {
        roundTrip = measured;
        silentSince = Moment.NEVER;
    }

    /** By whichever way: the relay is there. */
    void relayFound() {
        failures = 0;
    }

    boolean hangs(Moment now) {
        return isOpen()
                && !silentSince.equals(Moment.NEVER)
                && silentSince.plus(patience()).reached(now);
    }

    private Duration patience() {
        Duration grown = PATIENCE.multipliedBy(1L << Math.min(failures, 3));
        Duration measured = roundTrip.multipliedBy(ROUND_TRIPS);
        Duration longer = grown.compareTo(measured) < 0 ? measured : grown;
        return longer.compareTo(LONGEST_PATIENCE) < 0 ? longer : LONGEST_PATIENCE;
    }

    /** When one is to be opened that is wanted from {@code wanted} on; never while there is one. */
    Moment due(Moment wanted) {
        if (!isClosed()) {
            return Moment.NEVER;
        }
        return wanted.isBefore(barred) ? barred : wanted;
    }
}
