package io.transom.core.grant;

import io.transom.wire.Moment;

/** Whether the router still is the one that it was: its clock must have gone on as ours has. */
final class Epoch {
    /** Clocks are rounded to seconds on both sides (RFC 6887 section 8.5, RFC 6886 section 3.6). */
    private static final long ROUNDING_SECONDS = 2;

    private final int slower;
    private final boolean fasterIsSuspect;
    private boolean known;
    private long serverSeconds;
    private Moment at = Moment.ZERO;

    private Epoch(int slower, boolean fasterIsSuspect) {
        this.slower = slower;
        this.fasterIsSuspect = fasterIsSuspect;
    }

    /** RFC 6887 section 8.5: neither clock may differ from the other by more than a sixteenth. */
    static Epoch ofPcp() {
        return new Epoch(16, true);
    }

    /** RFC 6886 section 3.6: the router's clock goes on by seven eighths of ours at least. */
    static Epoch ofNatPmp() {
        return new Epoch(8, false);
    }

    /** Takes the time that an answer told; true where the router has forgotten what it had granted before. */
    boolean restarted(long toldSeconds, Moment now) {
        boolean restarted = known && restartedSince(toldSeconds, now);
        known = true;
        serverSeconds = toldSeconds;
        at = now;
        return restarted;
    }

    private boolean restartedSince(long toldSeconds, Moment now) {
        long server = toldSeconds - serverSeconds;
        long client = now.since(at).toSeconds();
        // An answer may be overtaken by the one behind it; a second back is no restart.
        boolean back = server < -1;
        boolean tooSlow = server + ROUNDING_SECONDS < client - client / slower;
        boolean tooFast = fasterIsSuspect && client + ROUNDING_SECONDS < server - server / slower;
        return back || tooSlow || tooFast;
    }
}
