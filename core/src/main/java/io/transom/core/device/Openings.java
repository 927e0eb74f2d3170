package io.transom.core.device;

import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each member has had this microphone on without anybody here doing anything. Every time stands in the log, which
 * has its size: who could call all day would push out of it what was told before.
 */
final class Openings {
    /** More than a day of looking in on a child. */
    static final int MOST_AT_ONCE = 60;
    /** 144 a day: with what is signed, some 600 entries of the log's 15,000. */
    static final Duration ONE_MORE = Duration.ofMinutes(10);
    /** As many as a household has members. */
    static final int MOST_MEMBERS = 64;

    /** @param left of {@link #MOST_AT_ONCE}, as of {@code counted} */
    private record Left(int left, Moment counted) {
        Left at(Moment now) {
            long more = now.since(counted).dividedBy(ONE_MORE);
            return left + more >= MOST_AT_ONCE
                    ? new Left(MOST_AT_ONCE, now)
                    : new Left(left + (int) more, counted.plus(ONE_MORE.multipliedBy(more)));
        }
    }

    private final Map<EndpointId, Left> members = new LinkedHashMap<>();

    /** Counts one more; false where that one has had its share. */
    boolean mayOpen(EndpointId who, Moment now) {
        Left had = members.getOrDefault(who, new Left(MOST_AT_ONCE, now)).at(now);
        // Whoever was longest away is forgotten first.
        members.remove(who);
        if (members.size() >= MOST_MEMBERS) {
            members.remove(members.keySet().iterator().next());
        }
        boolean may = had.left() > 0;
        members.put(who, may ? new Left(had.left() - 1, had.counted()) : had);
        return may;
    }
}
