package io.transom.core.device;

import io.transom.core.Effect;
import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.warm.DeviceWindows;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ring that is going on, if there is one, and who answered the last ones. */
final class Doorbell {
    /** More phones than any household has; what is rung beyond that is a flood of members. */
    static final int MOST_CALLERS = 64;
    /** Rings whose end is remembered, so that a late answer hears who was first. */
    static final int MOST_PAST = 16;
    /** The end of a ring is repeated that long: a phone must not go on ringing because one message was lost. */
    static final Duration OVER_REPEATED = Duration.ofSeconds(2);

    /** An app that is started anew while it rings is rung again; one that restarts more often than that has another trouble. */
    static final int MOST_STARTS = 4;

    private record Rung(Peer peer, int starts) {}

    /** @param boot of ours, which what was sent names */
    private record Ringing(CallId ring, Moment pressed, Moment until, Map<EndpointId, Rung> rung, Bytes boot) {
        Ringing under(Bytes another) {
            return new Ringing(ring, pressed, until, rung, another);
        }
    }

    private final Station station;
    private final DeviceWindows warm;
    private final Duration length;
    private final Preview preview;
    private Optional<Ringing> ringing = Optional.empty();
    private final Map<CallId, Boolean> past = new LinkedHashMap<>();

    Doorbell(Station station, DeviceWindows warm, Duration length, Preview preview) {
        this.station = station;
        this.warm = warm;
        this.length = length;
        this.preview = preview;
    }

    boolean isRinging() {
        return ringing.isPresent();
    }

    boolean isRinging(CallId ring) {
        return ringing.filter(now -> now.ring().equals(ring)).isPresent();
    }

    /** Whether somebody has answered that ring. */
    boolean wasAnswered(CallId ring) {
        return past.getOrDefault(ring, false);
    }

    /** The button was pressed; while it rings already nothing is restarted. */
    List<Effect> press(Moment now) {
        if (ringing.isPresent()) {
            return List.of();
        }
        Ringing begun = new Ringing(
                CallId.random(station.entropy()), now, now.plus(length), new LinkedHashMap<>(), station.boot());
        ringing = Optional.of(begun);
        List<Effect> effects = new ArrayList<>();
        List<Effect> rings = ringWhoIsThere(now);
        effects.add(
                note(EventName.RINGING, begun.ring(), "callers", begun.rung().size()));
        effects.add(new Effect.Chime(true));
        effects.addAll(rings);
        effects.addAll(preview.begin(now));
        return effects;
    }

    /**
     * Rings every caller that is online and isn't rung yet, or was started anew since; again whenever someone's presence
     * changes.
     */
    List<Effect> ringWhoIsThere(Moment now) {
        List<Effect> effects = new ArrayList<>();
        ringing.ifPresent(at -> {
            for (Peer peer : station.home().reachable(now)) {
                Rung rung = at.rung().get(peer.id());
                boolean toRing = peer.role() == Role.CALLER
                        && peer.isCallable()
                        && isNew(peer, rung, at.rung().size())
                        && station.household()
                                .objection(peer.id(), Right.TALK, now)
                                .isEmpty();
                if (toRing) {
                    at.rung().put(peer.id(), new Rung(peer, rung == null ? 1 : rung.starts() + 1));
                    // Whoever was offered to listen is known as one that has: its next start can't begin anew.
                    Optional<Bytes> offer =
                            rung == null ? preview.offer(peer.id(), at.ring(), at.pressed()) : Optional.empty();
                    PeerSignal.Ring ring = new PeerSignal.Ring(at.ring(), station.boot(), peer.boot(), offer);
                    Bytes envelope = station.seal(peer.identity(), ring);
                    effects.addAll(warm.say(peer.id(), SignalKind.RING, at.ring(), envelope, now));
                    effects.addAll(station.post(
                            peer.id(), SignalKind.RING, at.ring(), envelope, Outbox.Pace.RING, at.until(), now));
                }
            }
        });
        return effects;
    }

    private static boolean isNew(Peer peer, @Nullable Rung rung, int rungAlready) {
        return rung == null
                ? rungAlready < MOST_CALLERS
                : rung.starts() < MOST_STARTS && !rung.peer().boot().equals(peer.boot());
    }

    /** {@code winner} has answered: the others stop ringing and learn who it was. */
    List<Effect> answered(Peer winner, Moment now) {
        return over(Optional.of(winner), now);
    }

    /** Through a warm window: somebody wants to hear the visitor, or no more. */
    List<Effect> onListen(Deliver deliver, Moment now) {
        return isRinging(deliver.call()) ? preview.onListen(deliver, now) : List.of();
    }

    /** The microphone is wanted for a call. */
    List<Effect> endPreview(Moment now) {
        return preview.over(now);
    }

    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>(preview.wake(now));
        effects.addAll(giveUp(now));
        ringing.filter(at -> !at.boot().equals(station.boot())).ifPresent(at -> ringAnew(at, now));
        return effects;
    }

    /** Our boot is another one since: an app takes a ring that names the old one for a recorded one, and falls silent. */
    private void ringAnew(Ringing at, Moment now) {
        ringing = Optional.of(at.under(station.boot()));
        for (Rung rung : at.rung().values()) {
            Peer peer = rung.peer();
            PeerSignal.Ring ring = new PeerSignal.Ring(at.ring(), station.boot(), peer.boot(), Optional.empty());
            station.postBehindRegistration(
                    peer.id(),
                    SignalKind.RING,
                    at.ring(),
                    station.seal(peer.identity(), ring),
                    Outbox.Pace.RING,
                    at.until(),
                    now);
        }
    }

    private List<Effect> giveUp(Moment now) {
        return ringing.filter(at -> at.until().reached(now))
                .map(at -> over(Optional.empty(), now))
                .orElse(List.of());
    }

    Moment wakeAt() {
        return ringing.map(Ringing::until).orElse(Moment.NEVER).earlier(preview.wakeAt());
    }

    /** Ends the ring, if there is one. */
    List<Effect> over(Optional<Peer> winner, Moment now) {
        if (ringing.isEmpty()) {
            return List.of();
        }
        Ringing at = ringing.get();
        ringing = Optional.empty();
        remember(at.ring(), winner.isPresent());
        station.outbox().doneAll(SignalKind.RING, at.ring());
        String answeredBy = winner.map(Peer::name).orElse("");
        List<Effect> effects = new ArrayList<>(preview.over(now));
        effects.add(new Effect.Chime(false));
        effects.add(note(EventName.RING_OVER, at.ring(), "answeredBy", answeredBy));
        PeerSignal.RingOver over = new PeerSignal.RingOver(at.ring(), answeredBy);
        for (Rung rung : at.rung().values()) {
            Peer peer = rung.peer();
            boolean won = winner.filter(who -> who.id().equals(peer.id())).isPresent();
            if (!won) {
                Bytes envelope = station.seal(peer.identity(), over);
                effects.addAll(warm.say(peer.id(), SignalKind.RING_OVER, at.ring(), envelope, now));
                effects.addAll(station.post(
                        peer.id(),
                        SignalKind.RING_OVER,
                        at.ring(),
                        envelope,
                        Outbox.Pace.ENDING,
                        now.plus(OVER_REPEATED),
                        now));
            }
        }
        return effects;
    }

    private void remember(CallId ring, boolean answered) {
        if (past.size() >= MOST_PAST) {
            past.remove(past.keySet().iterator().next());
        }
        past.put(ring, answered);
    }

    private static Effect note(EventName name, CallId ring, String key, Object value) {
        return new Effect.Note(Event.of(name, "call", ring.toString(), key, value));
    }
}
