package io.transom.core.path;

import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One way to the peer, and what is known of it (RFC 8445 section 2.2). */
final class CandidatePair {
    private final Way way;
    private final PathClass kind;
    private final Target.Why why;
    private final Quality quality = new Quality();

    private boolean opened;
    private boolean requested;
    private boolean proved;
    private boolean everProved;
    private int unanswered;
    private @Nullable Moment lastAsked;
    private @Nullable Moment lastHeard;
    private @Nullable Moment lastAnswered;
    private Duration consentInterval = Liveness.CONSENT_INTERVAL;

    CandidatePair(Way way, PathClass kind, Target.Why why) {
        this.way = way;
        this.kind = kind;
        this.why = why;
    }

    Way way() {
        return way;
    }

    /** Which of our sockets it starts at; the tunnel has none, and counts as the first. */
    int socket() {
        return switch (way) {
            case Way.Direct direct -> direct.socket();
            case Way.Relayed relayed -> relayed.socket();
            case Way.Tunnelled ignored -> 0;
        };
    }

    PathClass kind() {
        return kind;
    }

    Target.Why why() {
        return why;
    }

    Quality quality() {
        return quality;
    }

    // ---- what happens on it ----

    /** A null packet leaves; true for the first one, which opens the window. */
    boolean asked(Moment now, Duration untilNextConsent) {
        boolean first = !opened;
        opened = true;
        lastAsked = now;
        unanswered++;
        consentInterval = untilNextConsent;
        return first;
    }

    /** Something authentic came in. */
    void heard(Moment now) {
        lastHeard = now;
    }

    /** A valid null packet came in; true for the first. */
    boolean requested() {
        boolean first = !requested;
        requested = true;
        return first;
    }

    /** Our own request was answered from where it went; true for the first time ever. */
    boolean answered(Duration roundTrip, Moment now) {
        boolean first = !everProved;
        if (!proved) {
            quality.restored(now);
        }
        proved = true;
        everProved = true;
        unanswered = 0;
        lastAnswered = now;
        lastHeard = now;
        quality.measured(roundTrip);
        return first;
    }

    /** A null packet of ours was not answered in time. */
    void missed() {
        if (proved) {
            quality.counted(false);
        }
    }

    void disprove() {
        proved = false;
        unanswered = 0;
        quality.forget();
    }

    // ---- what is known of it ----

    boolean isProved() {
        return proved;
    }

    /** Null packets since the last one that was answered. */
    int unanswered() {
        return unanswered;
    }

    Duration consentInterval() {
        return consentInterval;
    }

    /** When the last null packet left; {@code before} any did, {@code otherwise}. */
    Moment lastAsked(Moment otherwise) {
        return lastAsked == null ? otherwise : lastAsked;
    }

    Moment lastHeard(Moment otherwise) {
        return lastHeard == null ? otherwise : lastHeard;
    }

    Moment lastAnswered(Moment otherwise) {
        return lastAnswered == null ? otherwise : lastAnswered;
    }

    boolean wasHeardWithin(Duration window, Moment now) {
        return lastHeard != null && now.since(lastHeard).compareTo(window) <= 0;
    }

    boolean wasAskedWithin(Duration window, Moment now) {
        return lastAsked != null && now.since(lastAsked).compareTo(window) < 0;
    }
}
