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

    /** What windows leave of it: a call that is made in the midst of their search has a first round, and its answer. */
    private static final int KEPT_FOR_CALLS = 12;

    private final Map<UdpAddress, Bucket> ports;
    private final Map<IpAddress, Bucket> addresses;
    private final int kept;

    public Allowance() {
        this(new TreeMap<>(), new TreeMap<>(), 0);
    }

    private Allowance(Map<UdpAddress, Bucket> ports, Map<IpAddress, Bucket> addresses, int kept) {
        this.ports = ports;
        this.addresses = addresses;
        this.kept = kept;
    }

    /** The same one, for what can wait: some of it is kept for calls. */
    public Allowance ofWindows() {
        return new Allowance(ports, addresses, KEPT_FOR_CALLS);
    }

    /** May one leave to {@code to}? If so, it is counted. */
    boolean take(UdpAddress to, Moment now) {
        if (!hasRoom(ports, to, now) || !hasRoom(addresses, to.ip(), now)) {
            return false;
        }
        Bucket port = ports.computeIfAbsent(to, a -> new Bucket(AT_ONCE_PER_PORT, REFILL_PER_PORT));
        Bucket address = addresses.computeIfAbsent(to.ip(), a -> new Bucket(AT_ONCE_PER_ADDRESS, REFILL_PER_ADDRESS));
        boolean may = port.has(1 + kept, now) && address.has(1 + kept, now);
        return may && port.take(now) && address.take(now);
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
