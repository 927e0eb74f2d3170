package io.transom.core.manager;

import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal;
import java.util.LinkedHashMap;
import java.util.Map;

/** What all endpoints of one household may ask together: one that misbehaves, with all it has, costs the others nothing. */
final class HouseholdRates {
    /** The largest household is back after its line was, and each of it registers and says thirty things. */
    static final int BURST = 32 * ControlSignal.MOST_PEERS;
    /** Sixteen busy endpoints; a fortieth of what one core carries, at 50 µs a message. */
    static final int PER_SECOND = 16 * Session.PER_SECOND;
    /** One for each session that there can be. The quietest is forgotten first; it has had its rest. */
    private final int most;

    /** The least recently asked first. */
    private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
            return size() > most;
        }
    };

    HouseholdRates(int mostOnline) {
        this.most = mostOnline;
    }

    boolean mayAsk(String household, Moment now) {
        return buckets.computeIfAbsent(household, key -> new TokenBucket(BURST, PER_SECOND, now))
                .take(now);
    }
}
