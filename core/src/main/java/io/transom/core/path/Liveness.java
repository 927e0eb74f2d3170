package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;

/** How often a proved path is asked, and when it is dead: by what is missing, not by what an error says. */
final class Liveness {
    /** The design: in a call each end sends something at least every 200 ms, so 5 in a row are missed within 1 s. */
    static final Duration KEEPALIVE = Duration.ofMillis(200);

    /** A keepalive and most of the next missed: something may be wrong, so ask more often and try the other paths. */
    static final Duration SUSPECT = Duration.ofMillis(350);

    /**
     * Where the peer talks on another path, only answers are heard on this one. A dozen asked before it is given up: with
     * 20 % loss each way they all fail once in 200,000 times, where every 100 ms it would be once in 1,000.
     */
    static final Duration SUSPECT_INTERVAL = Duration.ofMillis(50);

    /**
     * Nothing authentic for so long: the path is dead. Four keepalives in a row and ten questions; 150 ms are left for a frame
     * and its way through the relay, so that the sound is back within a second.
     */
    static final Duration LOST = Duration.ofMillis(850);

    /** RFC 7675 section 5.1 asks about every 5 s; twice as often, so that a lost one is made good in time. */
    static final Duration CONSENT_INTERVAL = Duration.ofMillis(2500);

    /** RFC 7675 section 5.1: consent expires after 30 s there; half of it, for an intercom nobody waits that long. */
    static final Duration CONSENT_EXPIRES = Duration.ofSeconds(15);

    /** We hear the peer but it doesn't answer: 15 asked in 3 s. 30 % loss each way does that to us once in hours. */
    static final Duration DEAF = Duration.ofSeconds(3);

    static final int DEAF_AFTER = 10;

    /** 1.6 s of a path that is watched; where two fifths are lost it happens once in 1,500 times. */
    static final int DEAD_IN_RESERVE = 8;

    /** A path in reserve has to outlive a router's shortest mapping (30 s), no more. */
    static final Duration STANDBY_INTERVAL = Duration.ofSeconds(5);

    static final Duration STANDBY_RETRY = Duration.ofSeconds(1);

    private Liveness() {}

    /** When the route is asked next: while sound flows as well, for that is how its loss and round trip are known. */
    static Moment routeAskDue(CandidatePair route) {
        Moment asked = route.lastAsked(Moment.ZERO);
        Moment heard = route.lastHeard(asked);
        return asked.plus(KEEPALIVE).earlier(later(asked.plus(SUSPECT_INTERVAL), heard.plus(SUSPECT)));
    }

    /** When the route is lost unless something is heard. */
    static Moment routeLostAt(CandidatePair route) {
        Moment heard = route.lastHeard(Moment.ZERO);
        Moment answered = route.lastAnswered(heard);
        Moment lost = heard.plus(LOST).earlier(answered.plus(CONSENT_EXPIRES));
        return route.unanswered() >= DEAF_AFTER ? lost.earlier(answered.plus(DEAF)) : lost;
    }

    static Moment suspectAt(CandidatePair route) {
        return route.lastHeard(Moment.ZERO).plus(SUSPECT);
    }

    /** When a proved path in reserve is asked next. */
    static Moment standbyAskDue(CandidatePair standby, boolean watched) {
        Moment asked = standby.lastAsked(Moment.ZERO);
        if (watched) {
            return asked.plus(KEEPALIVE);
        }
        return standby.unanswered() > 0
                ? asked.plus(STANDBY_RETRY)
                : asked.plus(standby.consentInterval()).plus(standby.consentInterval());
    }

    /** It is sought anew then, and is as good as new where it is found. */
    static boolean isDeadInReserve(CandidatePair pair, Moment now) {
        return pair.unanswered() >= DEAD_IN_RESERVE
                || pair.lastAnswered(Moment.ZERO).plus(CONSENT_EXPIRES).reached(now);
    }

    /** 0.8 to 1.2 of the interval (RFC 7675 section 5.1), so that many calls don't fall into step. */
    static Duration jittered(double fraction) {
        return Duration.ofNanos((long) (CONSENT_INTERVAL.toNanos() * (0.8 + 0.4 * fraction)));
    }

    private static Moment later(Moment a, Moment b) {
        return a.isBefore(b) ? b : a;
    }
}
