package io.transom.core.path;

import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many null packets that nobody asked for one endpoint sends to an address and port, and to an address, however many
 * calls and windows the manager or its peers make it begin. {@link Budgets} bounds each of them; this bounds all together.
 */
public final class Allowance {
    /** What one call may ask of a port that never answers, at once; and a call a minute for as long as one likes. */
    static final int AT_ONCE_PER_PORT = Budgets.MOST_ASKED_WITHOUT_AN_ANSWER;

    static final Duration REFILL_PER_PORT = Duration.ofSeconds(1);

    /** First rounds to the two ports of each of eight doors behind one router, for windows to all of them. */
    static final int AT_ONCE_PER_ADDRESS = 80;

    static final Duration REFILL_PER_ADDRESS = Duration.ofMillis(50);

    /** Far more than there are peers; what has rested is forgotten, and where all are at work a further one waits. */
    static final int MOST = 1_024;

    private final Map<UdpAddress, Bucket> ports = new TreeMap<>();
    private final Map<IpAddress, Bucket> addresses = new TreeMap<>();

    /** May one leave to {@code to}? If so, it is counted. */
    boolean take(UdpAddress to, Moment now) {
        if (!hasRoom(ports, to, now) || !hasRoom(addresses, to.ip(), now)) {
            return false;
        }
        Bucket port = ports.computeIfAbsent(to, a -> new Bucket(AT_ONCE_PER_PORT, REFILL_PER_PORT));
        Bucket address = addresses.computeIfAbsent(to.ip(), a -> new Bucket(AT_ONCE_PER_ADDRESS, REFILL_PER_ADDRESS));
        return address.has(now) && port.take(now) && address.take(now);
    }

    /** Somebody with a call's keys is there: asking it again is no reflection. */
    void authenticated(UdpAddress from) {
        ports.remove(from);
    }

    private static <K> boolean hasRoom(Map<K, Bucket> buckets, K key, Moment now) {
        if (buckets.size() >= MOST && !buckets.containsKey(key)) {
            buckets.values().removeIf(bucket -> bucket.isFull(now));
        }
        return buckets.size() < MOST || buckets.containsKey(key);
    }
}
