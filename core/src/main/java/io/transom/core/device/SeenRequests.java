package io.transom.core.device;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every request of this boot by somebody who may call, and what it was answered: seen again it gets the same answer and
 * does nothing else. A Pi has no clock to judge freshness by, so nothing here may be forgotten while the boot's nonce
 * holds: when it is full, a new nonce is minted and all older requests are stale. Whoever may not call is
 * {@link TurnedAway}.
 */
final class SeenRequests {
    /** More calls than a door has in a month; at 1 KB an answer that is 256 KB. */
    static final int MOST = 256;
    /** The newest are kept over a change of nonce: their callers may not have heard the answer yet. */
    static final int KEPT = 16;

    /** What was answered to whom. */
    record Answered(EndpointId to, Bytes envelope) {}

    private final Map<CallId, Answered> seen = new LinkedHashMap<>();

    Optional<Answered> find(CallId call) {
        return Optional.ofNullable(seen.get(call));
    }

    boolean isFull() {
        return seen.size() >= MOST;
    }

    /** All but the newest, whose requests name a nonce that holds no more. */
    void forgetOld() {
        Iterator<CallId> oldest = seen.keySet().iterator();
        for (int left = seen.size(); left > KEPT; left--) {
            oldest.next();
            oldest.remove();
        }
    }

    void remember(CallId call, Answered answered) {
        seen.put(call, answered);
    }
}
