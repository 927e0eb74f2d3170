package io.transom.core.link;

import io.transom.core.trust.ControlChannel;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.time.Duration;

/** Where the control connection stands. {@code failures} counts attempts that led nowhere, for the backoff. */
public sealed interface LinkState {
    /** Not begun: the first wake begins. */
    record Idle() implements LinkState {}

    /** Waiting before the next attempt. */
    record Resting(int failures, Moment until) implements LinkState {}

    /** The challenge is being fetched. */
    record Challenging(int failures, Moment deadline) implements LinkState {}

    /** MQTT CONNECT is on its way. */
    record Connecting(int failures, Moment deadline, EndpointId manager, ControlChannel channel) implements LinkState {}

    /** Connected; the manager hasn't confirmed where we can be reached. */
    record Registering(int failures, Moment deadline, ControlChannel channel, Watch watch) implements LinkState {}

    /** Connected and registered. */
    record Online(int failures, Moment since, ControlChannel channel, Watch watch) implements LinkState {}

    /** Given up, or shut down: nothing more comes. */
    record Over() implements LinkState {}

    /** The liveness watch: when something authentic was last heard, when we last asked, and with which number. */
    record Watch(Moment heard, Moment asked, int sequence) {
        static Watch from(Moment now) {
            return new Watch(now, now, 0);
        }

        boolean dead(Moment now) {
            return heard.plus(Link.DEAD_AFTER).reached(now);
        }

        boolean due(Moment now) {
            return askAt().reached(now);
        }

        Watch asking(Moment now) {
            return new Watch(heard, now, sequence + 1);
        }

        Watch hearing(Moment now) {
            return new Watch(now, asked, sequence);
        }

        /** As if nothing had been heard for so long that it is asked now, and is dead if it doesn't answer soon. */
        Watch doubting(Moment now) {
            Moment past = now.plus(Link.DOUBTED_FOR.minus(Link.DEAD_AFTER));
            return heard.isBefore(past) ? this : new Watch(past, past, sequence);
        }

        Moment wakeAt() {
            return askAt().earlier(heard.plus(Link.DEAD_AFTER));
        }

        private Moment askAt() {
            Moment later = heard.isBefore(asked) ? asked : heard;
            return later.plus(Link.ASK_AFTER);
        }
    }

    /** When this state wants to be woken. */
    default Moment wakeAt() {
        return switch (this) {
            case Idle ignored -> Moment.ZERO;
            case Resting resting -> resting.until();
            case Challenging challenging -> challenging.deadline();
            case Connecting connecting -> connecting.deadline();
            case Registering registering ->
                registering.deadline().earlier(registering.watch().wakeAt());
            case Online online -> online.watch().wakeAt();
            case Over ignored -> Moment.NEVER;
        };
    }

    /** Failures that the next attempt's backoff has to count when this state is lost at {@code now}. */
    default int failuresAfterLoss(Moment now) {
        return switch (this) {
            case Idle ignored -> 0;
            case Over ignored -> 0;
            case Resting resting -> resting.failures();
            case Challenging challenging -> challenging.failures() + 1;
            case Connecting connecting -> connecting.failures() + 1;
            case Registering registering -> registering.failures() + 1;
            case Online online ->
                now.since(online.since()).compareTo(Link.STABLE_AFTER) >= 0
                        ? Link.FAILURES_AFTER_STABLE
                        : online.failures() + 1;
        };
    }

    /** The wait before an attempt: uniform between nothing and a bound that doubles (full jitter). */
    static Duration backoff(int failures, double fraction) {
        long bound = Link.FIRST_BACKOFF.toNanos();
        for (int i = 1; i < failures && bound < Link.LONGEST_BACKOFF.toNanos(); i++) {
            bound *= 2;
        }
        return Duration.ofNanos((long) (fraction * Math.min(bound, Link.LONGEST_BACKOFF.toNanos())));
    }
}
