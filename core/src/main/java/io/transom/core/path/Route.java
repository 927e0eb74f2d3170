package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The proved pair that voice takes now, if there is one, and when it and those in reserve are asked again. */
final class Route {
    /** Woken so much too late, this machine was busy or asleep: what it has missed may still lie in its sockets. */
    private static final Duration OVERSLEPT = Duration.ofMillis(250);

    private static final Duration TIME_TO_CATCH_UP = Duration.ofMillis(250);

    private static final Duration PROVED_ITSELF = Duration.ofMinutes(1);

    private @Nullable CandidatePair pair;
    private Moment since = new Moment(Long.MIN_VALUE);
    private Moment caughtUpAt = new Moment(Long.MIN_VALUE);

    @Nullable
    CandidatePair pair() {
        return pair;
    }

    Optional<PathClass> kind() {
        return Optional.ofNullable(pair).map(CandidatePair::kind);
    }

    boolean isThere() {
        return pair != null;
    }

    void take(CandidatePair proved, Moment now) {
        pair = proved;
        since = now;
    }

    void clear() {
        pair = null;
    }

    /** What has carried the sound for so long is no path that comes and goes. */
    void judge(Moment now) {
        if (pair != null && since.plus(PROVED_ITSELF).reached(now)) {
            pair.quality().proveItself();
        }
    }

    /** Nothing has come in on it for longer than a keepalive may be late. */
    boolean isSuspect(Moment now) {
        return pair != null && Liveness.suspectAt(pair).reached(now);
    }

    /**
     * Gives the sockets a moment where this wake-up, due {@code at}, has come far too late; not twice in a second, or a
     * machine that is always late would never notice.
     */
    void wokenAt(Moment now, Moment at) {
        boolean caughtUpLongAgo = caughtUpAt.plus(Liveness.LOST).reached(now);
        if (at.plus(OVERSLEPT).reached(now) && caughtUpLongAgo) {
            caughtUpAt = now.plus(TIME_TO_CATCH_UP);
        }
    }

    boolean isLost(Moment now) {
        return pair != null && lostAt(pair).reached(now);
    }

    /** The pairs to be asked now: the route, and the reserve, more often while the route is suspect. */
    List<CandidatePair> toAsk(Collection<CandidatePair> pairs, Moment now) {
        List<CandidatePair> due = new ArrayList<>();
        if (pair == null) {
            return due;
        }
        if (Liveness.routeAskDue(pair).reached(now)) {
            due.add(pair);
        }
        boolean suspect = Liveness.suspectAt(pair).reached(now);
        for (CandidatePair standby : RouteChoice.reserve(pairs, pair)) {
            if (Liveness.standbyAskDue(standby, isWatched(standby, pair, suspect))
                    .reached(now)) {
                due.add(standby);
            }
        }
        return due;
    }

    /** Reasons to know soon how a path in reserve does: the route may be left for it. */
    private static boolean isWatched(CandidatePair standby, CandidatePair route, boolean routeIsSuspect) {
        return routeIsSuspect || !route.quality().isClean() || standby.kind().isBetterThan(route.kind());
    }

    /** When something is to be done about the route; {@code lastWake} is when that was last asked and done. */
    Moment dueAt(Collection<CandidatePair> pairs, Moment lastWake) {
        if (pair == null) {
            return Moment.NEVER;
        }
        Moment due = lostAt(pair).earlier(Liveness.routeAskDue(pair));
        boolean suspect = Liveness.suspectAt(pair).reached(lastWake);
        if (!suspect) {
            due = due.earlier(Liveness.suspectAt(pair));
        }
        for (CandidatePair standby : RouteChoice.reserveInAnyOrder(pairs, pair)) {
            due = due.earlier(Liveness.standbyAskDue(standby, isWatched(standby, pair, suspect)));
        }
        return due;
    }

    private Moment lostAt(CandidatePair route) {
        Moment lost = Liveness.routeLostAt(route);
        return lost.isBefore(caughtUpAt) ? caughtUpAt : lost;
    }
}
