package io.transom.core.manager;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The one place where everything is counted that changed nothing: malformed, unauthenticated, unwanted or over a limit.
 * The reflector may count from another thread than the switchboard.
 */
public final class Counters {
    /** What it was. */
    public enum Reason {
        /** A CONNECT that proves no keys: malformed, another's id, sealed for another manager. */
        LOGIN_UNPROVED,
        /** Proved keys, but a challenge that is foreign, too old or used. */
        LOGIN_CHALLENGE,
        /** Proved keys that are no member's and bring no good invite. */
        LOGIN_NOT_ADMITTED,
        /** Over {@code MOST_ONLINE}, or over the cache of used challenges. */
        LOGIN_FULL,
        /** A message on a topic of nobody who is logged in. */
        MESSAGE_NO_SESSION,
        /** Forged, replayed, of an older login, or on a topic that it wasn't sealed for. */
        MESSAGE_UNSEALED,
        /** Sealed right, but no signal. */
        MESSAGE_MALFORMED,
        MESSAGE_TOO_MANY,
        /** A registered address without the reflector's proof, or with one for another address or too old. */
        OBSERVATION_UNPROVED,
        /** To an endpoint that isn't there, or where the sender may not call. */
        SIGNAL_UNDELIVERED,
        /** No STUN Binding request, or from an address that can't be answered. */
        REFLECTOR_MALFORMED,
        REFLECTOR_UNAUTHENTICATED,
        /** An attribute that has to be understood and isn't, or a wish that this reflector can't fulfil. */
        REFLECTOR_UNSUPPORTED,
        REFLECTOR_TOO_MANY,
        /** The answer would be larger than the question. */
        REFLECTOR_TOO_SMALL;

        /** {@code login-unproved}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(Reason.values().length);

    void count(Reason reason) {
        counts.incrementAndGet(reason.ordinal());
    }

    public long of(Reason reason) {
        return counts.get(reason.ordinal());
    }

    public long total() {
        long total = 0;
        for (Reason reason : Reason.values()) {
            total += of(reason);
        }
        return total;
    }
}
