package io.transom.core.endpoint;

import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many packets the hairpin's measurement may send. Where they go the manager has said, and a lying one could say
 * somebody else's address: so few that nobody would notice them, whatever it says and however often.
 */
final class Crossings {
    /** One measurement over a bad line: nine tries of two packets. */
    static final int MOST_PER_ADDRESS = 2 * Silence.MOST_TRIES;
    /** Home, the office, a phone's network and one more. Elsewhere hairpinning stays unknown for a day. */
    static final int MOST_ADDRESSES = 4;

    static final Duration SPAN = Duration.ofHours(24);

    private record Count(int packets, Moment until) {}

    private final Map<IpAddress, Count> counts = new LinkedHashMap<>();

    /** May {@code packets} more leave to {@code ip}? If so, they are counted. */
    boolean take(IpAddress ip, int packets, Moment now) {
        counts.values().removeIf(count -> count.until().reached(now));
        Count before = counts.getOrDefault(ip, new Count(0, now.plus(SPAN)));
        boolean room = counts.containsKey(ip) || counts.size() < MOST_ADDRESSES;
        boolean may = room && before.packets() + packets <= MOST_PER_ADDRESS;
        if (may) {
            counts.put(ip, new Count(before.packets() + packets, before.until()));
        }
        return may;
    }
}
