package io.transom.core.caller;

import io.transom.core.Effect;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rings that can be answered now, and those that are over. */
final class Rings {
    /** A house with more doors than that rings at some of them unheard. */
    static final int MOST = 8;
    /** Rings that are over: a late repeat must not ring again, in a year of ten a day. */
    static final int MOST_PAST = 4_096;
    /** Rings are repeated every second: after five unheard ones the door isn't ringing any more. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private record Ringing(Peer door, Moment first, Moment heard, Optional<Bytes> preview) {
        /** When the door isn't ringing any more, by what was heard so far. */
        Moment ends() {
            return heard.plus(SILENCE).earlier(first.plus(PeerSignal.Ring.LONGEST));
        }
    }

    private final Map<CallId, Ringing> ringing = new LinkedHashMap<>();
    private final Set<CallId> past = new LinkedHashSet<>();

    boolean isOver(CallId ring) {
        return past.contains(ring);
    }

    boolean isFull(CallId ring) {
        return ringing.size() >= MOST && !ringing.containsKey(ring);
    }

    /** An authentic ring: the first time it is offered, then it is only known to go on. */
    List<Effect> heard(CallId ring, Peer door, Optional<Bytes> preview, Moment now) {
        Ringing before = ringing.get(ring);
        ringing.put(
                ring,
                before == null
                        ? new Ringing(door, now, now, preview)
                        : new Ringing(door, before.first(), now, before.preview()));
        return before == null
                ? List.of(
                        new Effect.Note(Event.of(EventName.RINGING, "call", ring.toString(), "from", door.name())),
                        new Effect.OfferRing(ring, door.name(), preview.isPresent()),
                        new Effect.Chime(true))
                : List.of();
    }

    /** Who rings; empty where that ring can't be answered any more. */
    Optional<Peer> door(CallId ring) {
        return Optional.ofNullable(ringing.get(ring)).map(Ringing::door);
    }

    /** The door's half of the keys with which it can be heard: once, for a key is for one time. */
    Optional<Bytes> takePreview(CallId ring) {
        Optional<Ringing> at = Optional.ofNullable(ringing.get(ring));
        at.ifPresent(one -> ringing.put(ring, new Ringing(one.door(), one.first(), one.heard(), Optional.empty())));
        return at.flatMap(Ringing::preview);
    }

    /** Ends the ring here; {@code answeredBy} is empty where nobody did. */
    List<Effect> over(CallId ring, String answeredBy) {
        if (ringing.remove(ring) == null) {
            return List.of();
        }
        if (past.size() >= MOST_PAST) {
            past.remove(past.iterator().next());
        }
        past.add(ring);
        List<Effect> effects = new ArrayList<>();
        if (ringing.isEmpty()) {
            effects.add(new Effect.Chime(false));
        }
        effects.add(new Effect.Note(Event.of(EventName.RING_OVER, "call", ring.toString(), "answeredBy", answeredBy)));
        return effects;
    }

    List<Effect> wake(Moment now) {
        if (ringing.isEmpty()) {
            return List.of();
        }
        List<CallId> silent = new ArrayList<>();
        ringing.forEach((ring, at) -> {
            if (at.ends().reached(now)) {
                silent.add(ring);
            }
        });
        return silent.stream().flatMap(ring -> over(ring, "").stream()).toList();
    }

    Moment wakeAt() {
        Moment earliest = Moment.NEVER;
        for (Ringing at : ringing.values()) {
            earliest = earliest.earlier(at.ends());
        }
        return earliest;
    }
}
