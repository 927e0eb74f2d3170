package io.transom.core.path;

import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Our null packets that wait for their answer, oldest first, and the peer's that were seen before. */
final class Transactions {
    /** A round trip longer than this isn't one that anybody could talk over. */
    static final Duration LIFETIME = Duration.ofSeconds(4);

    /** 4 s at the pacer's 200 a second would be 800; the per-address budgets keep it far below this. */
    static final int MOST_OPEN = 256;

    /** The peer sends at most 10 a second on a route: what was seen in half a minute. */
    static final int MOST_SEEN = 256;

    /** An answer that comes later than that counts as lost: nobody could talk over such a path. */
    static final Duration IN_TIME = Duration.ofSeconds(1);

    /** A null packet under way; {@code counts} where the path was proved when it left. */
    record Open(CandidatePair pair, boolean counts, Moment sentAt) {
        /** The one proof of a path: the same socket, and the very address that it was sent to. */
        boolean went(Way way) {
            return pair.way().equals(way);
        }
    }

    private final Map<Bytes, Open> open = new LinkedHashMap<>();
    private final Set<Bytes> seen = new LinkedHashSet<>();
    /** When the next one is too late; not known to be any earlier. */
    private Moment nextMissed = Moment.NEVER;

    void open(Bytes id, CandidatePair pair, Moment now) {
        expire(now);
        if (open.size() >= MOST_OPEN) {
            removeOldest(open.keySet().iterator());
        }
        open.put(id, new Open(pair, pair.isProved(), now));
        if (pair.isProved()) {
            nextMissed = nextMissed.earlier(now.plus(IN_TIME));
        }
    }

    Optional<Open> find(Bytes id, Moment now) {
        return Optional.ofNullable(open.get(id)).filter(o -> !isExpired(o, now));
    }

    /** The pairs of those that weren't answered in time, once each. */
    List<CandidatePair> missed(Moment now) {
        if (!nextMissed.reached(now)) {
            return List.of();
        }
        List<CandidatePair> missed = new ArrayList<>();
        nextMissed = Moment.NEVER;
        for (Map.Entry<Bytes, Open> one : open.entrySet()) {
            Open at = one.getValue();
            Moment late = at.sentAt().plus(IN_TIME);
            if (at.counts() && !late.reached(now)) {
                nextMissed = late;
                break;
            }
            if (at.counts()) {
                missed.add(at.pair());
                one.setValue(new Open(at.pair(), false, at.sentAt()));
            }
        }
        return missed;
    }

    boolean knows(Bytes id) {
        return open.containsKey(id);
    }

    void close(Bytes id) {
        open.remove(id);
    }

    /** False where the peer's request is a copy: doubled on the way, or replayed by somebody. */
    boolean isNew(Bytes id) {
        if (!seen.add(id)) {
            return false;
        }
        if (seen.size() > MOST_SEEN) {
            removeOldest(seen.iterator());
        }
        return true;
    }

    private void expire(Moment now) {
        Iterator<Open> oldest = open.values().iterator();
        while (oldest.hasNext() && isExpired(oldest.next(), now)) {
            oldest.remove();
        }
    }

    private static boolean isExpired(Open transaction, Moment now) {
        return transaction.sentAt().plus(LIFETIME).reached(now);
    }

    private static void removeOldest(Iterator<?> oldestFirst) {
        oldestFirst.next();
        oldestFirst.remove();
    }
}
