package io.transom.core.relay;

import java.time.Duration;

/**
 * What the relay does for its users at most.
 *
 * @param calls at once
 * @param callsPerHousehold at once: one household can't take all the places
 * @param packetsPerSecond from one end, on average; a burst is one second's
 * @param octetsPerSecond from one end, on average, as they stand in the frames; a burst is two seconds'
 * @param octetsPerCall from both ends together, in the whole life of a call
 * @param life of a call's grant
 */
public record RelayLimits(
        int calls,
        int callsPerHousehold,
        int packetsPerSecond,
        int octetsPerSecond,
        long octetsPerCall,
        Duration life) {
    /**
     * 1,000 calls take 1 MB here and, at 90 kbit/s each way with all headers, 180 Mbit/s of the server's line. A
     * household has at most 64 members, 32 pairs. Opus of 64 kbit/s makes 50 packets of about 192 octets a second (9.6
     * kB); null packets and their answers add 10 of up to 140, the first second has the pre-roll on top. Four hours of
     * both ends' sound are 280 MB: who talks for longer calls again.
     */
    public static final RelayLimits DEFAULT = new RelayLimits(1_000, 32, 150, 24_000, 400_000_000, Duration.ofHours(4));

    public RelayLimits {
        boolean positive = calls > 0
                && callsPerHousehold > 0
                && packetsPerSecond > 0
                && octetsPerSecond > 0
                && octetsPerCall > 0
                && life.isPositive();
        if (!positive) {
            throw new IllegalArgumentException("a relay that may pass nothing on is none");
        }
    }

    public RelayLimits withCalls(int others) {
        return new RelayLimits(others, callsPerHousehold, packetsPerSecond, octetsPerSecond, octetsPerCall, life);
    }

    public RelayLimits withOctetsPerSecond(int others) {
        return new RelayLimits(calls, callsPerHousehold, packetsPerSecond, others, octetsPerCall, life);
    }
}
