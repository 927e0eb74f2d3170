package io.transom.manager.door;

import java.time.Duration;

/**
 * What the front door allows.
 *
 * @param connections open at once, over all sources; each costs about 30 KB here and as much at the broker
 * @param connectionsASecond from one source address (IPv6: one /64), on average
 * @param connectionBurst from one source at once: a family behind one address, all back after its router has restarted
 * @param beforeConnect from TCP accept to a complete MQTT CONNECT, and for a whole HTTP request
 * @param exemptLoopback a proxy in front, or a test, brings everybody's connections from one loopback address
 */
public record Limits(
        int connections,
        double connectionsASecond,
        int connectionBurst,
        Duration beforeConnect,
        boolean exemptLoopback) {
    public static final Limits DEFAULT = new Limits(10_000, 5, 50, Duration.ofSeconds(10), true);
}
