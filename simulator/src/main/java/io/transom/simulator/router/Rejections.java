package io.transom.simulator.router;

import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The harm that an answer by ICMP does. A Linux router that has no rule against an unexpected packet takes it for one to
 * itself: its kernel answers "port unreachable" and keeps the connection "remote to outside" in its table, where each
 * further packet renews it. An inside host that then sends to that remote can't have this outside port any more, for the
 * answers to it would be the router's own.
 */
final class Rejections {
    /** Linux, nf_conntrack_udp_timeout: a connection that has seen packets in one direction only. */
    static final Duration TAKEN_FOR = Duration.ofSeconds(30);

    /** A flood from outside meets this, not the machine's memory; Linux drops the oldest too. */
    private static final int MOST = 4_096;

    private record Taken(UdpAddress remote, UdpAddress outside) {}

    private final Map<Taken, Moment> until = new LinkedHashMap<>();

    void reject(UdpAddress remote, UdpAddress outside, Moment now) {
        Taken taken = new Taken(remote, outside);
        until.remove(taken);
        if (until.size() >= MOST) {
            until.remove(until.keySet().iterator().next());
        }
        until.put(taken, now.plus(TAKEN_FOR));
    }

    boolean taken(UdpAddress remote, UdpAddress outside, Moment now) {
        Moment end = until.get(new Taken(remote, outside));
        return end != null && !end.reached(now);
    }

    void clear() {
        until.clear();
    }
}
