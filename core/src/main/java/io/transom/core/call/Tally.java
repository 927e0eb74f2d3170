package io.transom.core.call;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import java.util.Optional;

/** What is counted about one call, for its last event. */
final class Tally {
    private final Moment begun;
    private Optional<Moment> talkingSince = Optional.empty();
    private boolean soundHeard;
    private boolean heardThem;
    private long sent;
    private long proofs;
    private long losses;

    Tally(Moment begun) {
        this.begun = begun;
    }

    void sent() {
        sent++;
    }

    void proved() {
        proofs++;
    }

    void lost() {
        losses++;
    }

    void heardThem() {
        heardThem = true;
    }

    boolean hasHeardThem() {
        return heardThem;
    }

    /** True the first time. */
    boolean hearSound() {
        boolean first = !soundHeard;
        soundHeard = true;
        return first;
    }

    boolean soundHeard() {
        return soundHeard;
    }

    /** True the first time. */
    boolean talking(Moment now) {
        boolean first = talkingSince.isEmpty();
        if (first) {
            talkingSince = Optional.of(now);
        }
        return first;
    }

    Event ended(CallId call, String reason, Moment now) {
        long setupMillis = talkingSince.map(at -> at.since(begun).toMillis()).orElse(-1L);
        long talkedMillis = talkingSince.map(at -> now.since(at).toMillis()).orElse(0L);
        return Event.of(
                EventName.CALL_ENDED,
                "call",
                call.toString(),
                "reason",
                reason,
                "soundHeard",
                soundHeard,
                "setupMs",
                setupMillis,
                "talkedMs",
                talkedMillis,
                "stunPacketsSent",
                sent,
                "pathsProved",
                proofs,
                "pathsLost",
                losses);
    }
}
