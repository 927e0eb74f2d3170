package io.transom.manager.door;

import java.time.Duration;

/**
 * What the front door allows.
 *
 * @param connections open at once, over all sources; each costs about 30 KB here and as much at the broker
 * @param guests of those, that have proved nothing yet (no login, no bind at the relay); who has waited for longest makes
 *     room for the next
 * @param guestsPerSource of those, from one source address (IPv6: one /64)
 * @param connectionsASecond from one source address, on average
 * @param connectionBurst from one source at once: a family behind one address, all back after its router has restarted
 * @param beforeConnect from TCP accept to a complete MQTT CONNECT, and for a whole HTTP request
 * @param exemptLoopback who is on this machine, and a proxy that doesn't say for whom it comes, is no source of its own
 * @param trusted proxies whose word says where a connection comes from
 */
public record Limits(
        int connections,
        int guests,
        int guestsPerSource,
        double connectionsASecond,
        int connectionBurst,
        Duration beforeConnect,
        boolean exemptLoopback,
        TrustedProxies trusted) {
    /**
     * Everybody who may be online (10,000), a tunnel for each end of 1,000 relayed calls, and the guests: 2,000 of them, at
     * 1,000 connections a second, still have two seconds each.
     */
    public static final Limits DEFAULT =
            new Limits(14_000, 2_000, 64, 5, 50, Duration.ofSeconds(10), true, TrustedProxies.NONE);

    public Limits withConnections(int most, int mostGuests) {
        return new Limits(
                most,
                mostGuests,
                guestsPerSource,
                connectionsASecond,
                connectionBurst,
                beforeConnect,
                exemptLoopback,
                trusted);
    }

    /** For one source: so many connections a second, so many at once. Loopback is one as well. */
    public Limits withSources(double aSecond, int burst) {
        return new Limits(connections, guests, guestsPerSource, aSecond, burst, beforeConnect, false, trusted);
    }

    public Limits withGuestsPerSource(int most) {
        return new Limits(
                connections, guests, most, connectionsASecond, connectionBurst, beforeConnect, exemptLoopback, trusted);
    }

    public Limits withTimeToConnect(Duration time) {
        return new Limits(
                connections,
                guests,
                guestsPerSource,
                connectionsASecond,
                connectionBurst,
                time,
                exemptLoopback,
                trusted);
    }

    public Limits withTrusted(TrustedProxies others) {
        return new Limits(
                connections,
                guests,
                guestsPerSource,
                connectionsASecond,
                connectionBurst,
                beforeConnect,
                exemptLoopback,
                others);
    }
}
