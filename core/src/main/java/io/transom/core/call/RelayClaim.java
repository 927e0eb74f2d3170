package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.endpoint.Station;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.List;

/**
 * We have logged in anew while a call goes on: the manager may be one that has forgotten the call's grant. So this end
 * claims it until it is told one, and so does the other.
 */
final class RelayClaim {
    /** Doubled up to {@link #LONGEST_RETRY}. */
    static final Duration FIRST_RETRY = Duration.ofMillis(500);

    static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
    /**
     * The claim may be lost, or come before the other end has logged in; the manager remembers it from then on. One that
     * has no relay never answers.
     */
    static final Duration WORTH_CLAIMING = Duration.ofSeconds(20);

    private final Station station;
    private final CallId call;
    private final EndpointId other;
    private int knownLogins;
    private Duration pause = FIRST_RETRY;
    private Moment next = Moment.NEVER;
    private Moment until = Moment.NEVER;

    RelayClaim(Station station, CallId call, EndpointId other) {
        this.station = station;
        this.call = call;
        this.other = other;
        this.knownLogins = station.logins();
    }

    void onGranted() {
        next = Moment.NEVER;
    }

    List<Effect> wake(Moment now) {
        if (station.logins() != knownLogins) {
            knownLogins = station.logins();
            pause = FIRST_RETRY;
            next = now;
            until = now.plus(WORTH_CLAIMING);
        }
        if (!next.reached(now)) {
            return List.of();
        }
        next = until.reached(now) ? Moment.NEVER : now.plus(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
        return station.claimRelay(call, other);
    }

    Moment wakeAt() {
        return next;
    }
}
