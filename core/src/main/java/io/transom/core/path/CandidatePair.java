package io.transom.core.path;

import io.transom.core.path.PathEngine.Target;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One of our sockets and one address of the peer, and what is known of the way between them (RFC 8445 section 2.2). */
final class CandidatePair {
    private final int socket;
    private final UdpAddress remote;
    private final Target.Type type;

    private boolean opened;
    private boolean requested;
    private boolean proved;
    private int measured;
    private Duration roundTrip = Duration.ZERO;
    private int unanswered;
    private @Nullable Moment lastAsked;
    private @Nullable Moment lastHeard;
    private @Nullable Moment lastAnswered;
    private Duration consentInterval = Liveness.CONSENT_INTERVAL;

    CandidatePair(int socket, UdpAddress remote, Target.Type type) {
        this.socket = socket;
        this.remote = remote;
        this.type = type;
    }

    int socket() {
        return socket;
    }

    UdpAddress remote() {
        return remote;
    }

    boolean isLan() {
        return type == Target.Type.LAN;
    }

    /** The word for it in events. */
    String pathName() {
        return isLan() ? "lan" : "direct";
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

    /** Our own request was answered from where it went. */
    void answered(Duration measuredRoundTrip, Moment now) {
        proved = true;
        unanswered = 0;
        lastAnswered = now;
        lastHeard = now;
        // RFC 6298 section 2.3: an eighth of the new measurement, so that one late packet doesn't move the route.
        roundTrip = measured == 0
                ? measuredRoundTrip
                : roundTrip.multipliedBy(7).plus(measuredRoundTrip).dividedBy(8);
        measured++;
    }

    void disprove() {
        proved = false;
        measured = 0;
        unanswered = 0;
    }

    // ---- what is known of it ----

    boolean isProved() {
        return proved;
    }

    Duration roundTrip() {
        return roundTrip;
    }

    /** How many round trips the estimate rests on. */
    int measured() {
        return measured;
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
