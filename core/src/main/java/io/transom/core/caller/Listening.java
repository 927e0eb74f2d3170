package io.transom.core.caller;

import io.transom.core.Effect;
import io.transom.core.call.CallState.Requesting;
import io.transom.core.call.Conversation;
import io.transom.core.call.Reasons;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.CallKeys;
import io.transom.core.warm.CallerWindows;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKey;
import io.transom.wire.Moment;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is heard of one ring before it is answered. Our own microphone has no part in it. */
final class Listening {
    /** {@code heard}: something of it was; {@code answer}: the call that the ring has become here. */
    private record At(CallId ring, Peer door, boolean heard, Optional<CallId> answer) {}

    private final Station station;
    private final CallerWindows warm;
    private final Rings rings;
    private Optional<At> current = Optional.empty();

    Listening(Station station, CallerWindows warm, Rings rings) {
        this.station = station;
        this.warm = warm;
        this.rings = rings;
    }

    // ---- the person ----

    List<Effect> listen(CallId ring, boolean on, boolean inCall, Moment now) {
        if (on && inCall) {
            return refused(Reasons.CALL_ALREADY);
        }
        return on ? begin(ring, now) : refuse(ring, now);
    }

    private List<Effect> begin(CallId ring, Moment now) {
        if (current.isPresent()) {
            return refused("one ring is listened to at a time");
        }
        Optional<Peer> door = rings.door(ring);
        Optional<Bytes> theirs = rings.takePreview(ring);
        if (door.isEmpty() || theirs.isEmpty()) {
            return refused("that ring can't be listened to");
        }
        CallKeys.Ephemeral own = CallKeys.Ephemeral.generate(station.entropy());
        Optional<MediaKey> key = CallKeys.preview(ring, own.privateKey(), theirs.get(), own.publicKey(), theirs.get());
        if (key.isEmpty()) {
            return refused("that ring can't be listened to");
        }
        current = Optional.of(new At(ring, door.get(), false, Optional.empty()));
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.StartListening(ring, key.get()));
        effects.addAll(say(door.get(), new PeerSignal.Listen(ring, Optional.of(own.publicKey())), now));
        effects.add(note(ring, "asked"));
        return effects;
    }

    private List<Effect> refuse(CallId ring, Moment now) {
        Optional<At> at = current.filter(one -> one.ring().equals(ring));
        if (at.isEmpty()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>(stop());
        effects.addAll(say(at.get().door(), new PeerSignal.Listen(ring, Optional.empty()), now));
        return effects;
    }

    /** The ring was answered here: what is heard of it goes on until the call has a voice. */
    void answered(CallId ring, CallId call) {
        current =
                current.map(at -> at.ring().equals(ring) ? new At(ring, at.door(), at.heard(), Optional.of(call)) : at);
    }

    // ---- what happens ----

    List<Effect> onFirstSound(CallId ring) {
        Optional<At> at = current.filter(one -> one.ring().equals(ring) && !one.heard());
        current = at.map(one -> new At(ring, one.door(), true, one.answer())).or(() -> current);
        return at.isPresent() ? List.of(note(ring, "heard")) : List.of();
    }

    /** Ends it where the ring is over or a call has the loudspeaker: before whatever else that leads to. */
    List<Effect> follow(Optional<Conversation> call, Moment now) {
        Optional<At> over = current.filter(at -> !goesOn(at, call));
        // Where it rings on, somebody else is called meanwhile: the door has to know.
        return over.map(at -> rings.door(at.ring()).isPresent() ? refuse(at.ring(), now) : stop())
                .orElse(List.of());
    }

    private boolean goesOn(At at, Optional<Conversation> call) {
        return at.answer().isPresent()
                ? call.filter(answer ->
                                at.answer().equals(Optional.of(answer.call())) && answer.state() instanceof Requesting)
                        .isPresent()
                : rings.door(at.ring()).isPresent() && call.isEmpty();
    }

    List<Effect> stop() {
        List<Effect> effects = current.map(at -> List.of(new Effect.StopListening(at.ring()), note(at.ring(), "over")))
                .orElse(List.of());
        current = Optional.empty();
        return effects;
    }

    /** Through the warm window alone: it is about that way. */
    private List<Effect> say(Peer door, PeerSignal.Listen listen, Moment now) {
        Bytes envelope = station.seal(door.identity(), listen);
        return warm.say(door.id(), SignalKind.LISTEN, listen.call(), envelope, now);
    }

    private static List<Effect> refused(String reason) {
        return List.of(new Effect.Note(Event.of(EventName.REFUSED, "reason", reason)));
    }

    private static Effect note(CallId ring, String state) {
        return new Effect.Note(Event.of(EventName.PREVIEW, "call", ring.toString(), "state", state));
    }
}
