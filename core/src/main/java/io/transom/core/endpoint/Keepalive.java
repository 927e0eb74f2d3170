package io.transom.core.endpoint;

import io.transom.wire.IpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often the windows have to be kept open: what is known of the life of an idle mapping, for each public address that
 * we were seen at lately. A question out and its answer in refresh it in both directions, as some firewalls count one and
 * some the other.
 */
final class Keepalive {
    /** Until it is measured. RFC 4787 REQ-5 lets a NAT forget a mapping after 2 minutes; the shortest seen in homes is 30 s. */
    static final Duration UNMEASURED = Duration.ofSeconds(15);
    /**
     * Half of the life: a question and its three repetitions may all be lost, and the next is still in time. What was
     * measured is what was survived, so the truth is longer still.
     */
    static final int PER_LIFE = 2;
    /**
     * A proof of where we are seen is good for two minutes and every registration shows one; at 90 s two rounds may be
     * lost before the manager stops believing.
     */
    static final Duration LONGEST = Duration.ofSeconds(90);
    /** No router is that forgetful. One that seems so is rebooting. */
    static final Duration SHORTEST = Duration.ofSeconds(5);
    /** Home, the office, a phone's network and one more. */
    private static final int MOST_PLACES = 4;

    private final Map<IpAddress, Duration> lives = new LinkedHashMap<>();
    private Duration unmeasured = UNMEASURED;

    Optional<Duration> life(IpAddress at) {
        return Optional.ofNullable(lives.get(at));
    }

    void measured(IpAddress at, Duration life) {
        lives.remove(at);
        if (lives.size() >= MOST_PLACES) {
            lives.remove(lives.keySet().iterator().next());
        }
        lives.put(at, life);
        unmeasured = UNMEASURED;
    }

    /** A mapping was lost although it was idle for no longer than that: what was measured isn't true any more. */
    void expiredEarly(IpAddress at, Duration idle) {
        lives.remove(at);
        unmeasured = within(idle.dividedBy(PER_LIFE), UNMEASURED);
    }

    /** We are seen at another address: nothing is known of its router, good or bad. */
    void moved() {
        unmeasured = UNMEASURED;
    }

    Duration interval(Optional<IpAddress> at) {
        return at.flatMap(this::life)
                .map(life -> within(life.dividedBy(PER_LIFE), LONGEST))
                .orElse(unmeasured);
    }

    private static Duration within(Duration wanted, Duration longest) {
        Duration most = wanted.compareTo(longest) < 0 ? wanted : longest;
        return most.compareTo(SHORTEST) < 0 ? SHORTEST : most;
    }
}
