package io.transom.core.endpoint;

import java.util.EnumMap;
import java.util.Map;

/** The one place where an endpoint counts what it didn't act on. */
public final class Counters {
    /** What was dropped, and why. */
    public enum Bad {
        /** A message on a topic of ours that isn't authentic, fresh and well-formed. */
        CONTROL_REJECTED,
        /** A datagram that isn't STUN, or of no call and no question of ours. */
        DATAGRAM_UNCLAIMED,
        /** A reflector's answer to a question that isn't open, or from elsewhere. */
        REFLECTION_REJECTED,
        /** An envelope that its sender didn't seal for us, this kind and this call. */
        ENVELOPE_REJECTED,
        /** An authentic envelope about a call or ring that isn't there. */
        SIGNAL_UNEXPECTED,
        /** A request that names another boot of ours. */
        REQUEST_STALE,
        /** A name that came with other keys than the ones pinned to it. */
        PIN_BROKEN,
        /** On the home's link: a record of nobody whom we know, or one that isn't authentic, newest or of our links. */
        LAN_RECORD_REJECTED,
        /** On the home's link: a sealed signal that isn't a member's to us in this boot. */
        LAN_SIGNAL_REJECTED,
        /** On the home's link: more than is looked at. */
        LAN_FLOOD,
        /** A call, a ring or an answer of somebody whom our household's records don't allow it. */
        NOT_ALLOWED,
        /** A statement that isn't signed by who may, or a proof of a pairing code that isn't right. */
        HOUSEHOLD_REJECTED,
        /** Something that found its table full. */
        TABLE_FULL
    }

    private final Map<Bad, Long> counts = new EnumMap<>(Bad.class);

    public void count(Bad bad) {
        counts.merge(bad, 1L, Long::sum);
    }

    public long of(Bad bad) {
        return counts.getOrDefault(bad, 0L);
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
