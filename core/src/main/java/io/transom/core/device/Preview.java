package io.transom.core.device;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.CallKeys;
import io.transom.core.warm.DeviceWindows;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.MediaKey;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.Way;
import io.transom.wire.household.Right;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sound of a ring, for those of the household who listen before anybody has answered. */
final class Preview {
    /** One for each warm window: nobody else is offered it. */
    static final int MOST = DeviceWindows.MOST;
    /** An app that listens at once is heard of a round trip after the press; this allows for five lost packets. */
    static final Duration PRE_ROLL = Duration.ofSeconds(2);
    /** Five times as often as RFC 7675 section 5.1 asks: sound that nobody wants any more stops soon. */
    static final Duration ASK_EVERY = Duration.ofSeconds(1);
    /** Four of these questions may be lost. RFC 7675 would allow 30 s. */
    static final Duration CONSENT = Duration.ofSeconds(5);
    /** Who has listened to one ring, all told: each once. */
    static final int MOST_PAST = 64;

    private static final class Listener {
        private final Peer peer;
        private final MediaKey key;
        private final Moment since;
        private Moment nextAsk;
        private Optional<Way> way = Optional.empty();

        Listener(Peer peer, MediaKey key, Moment since, Moment nextAsk) {
            this.peer = peer;
            this.key = key;
            this.since = since;
            this.nextAsk = nextAsk;
        }
    }

    private static final class Sound {
        private final CallId ring;
        private final Moment pressed;
        private final CallKeys.Ephemeral own;
        private final Map<EndpointId, Listener> listeners = new LinkedHashMap<>();
        private final Set<EndpointId> past = new LinkedHashSet<>();
        private Moment preRollUntil = Moment.ZERO;
        private Microphone microphone = Microphone.CLOSED;

        Sound(CallId ring, Moment pressed, CallKeys.Ephemeral own) {
            this.ring = ring;
            this.pressed = pressed;
            this.own = own;
        }
    }

    private final Station station;
    private final DeviceWindows warm;
    private final boolean wanted;
    private Optional<Sound> current = Optional.empty();

    /** {@code wanted}: the household has it switched on. */
    Preview(Station station, DeviceWindows warm, boolean wanted) {
        this.station = station;
        this.warm = warm;
        this.wanted = wanted;
    }

    // ---- the ring ----

    /** Our half of the keys, for an app to which a direct way is proved; nothing for any other. */
    Optional<Bytes> offer(EndpointId to, CallId ring, Moment pressed) {
        if (!wanted || warm.way(to).isEmpty()) {
            return Optional.empty();
        }
        if (current.isEmpty()) {
            current = Optional.of(new Sound(ring, pressed, CallKeys.Ephemeral.generate(station.entropy())));
        }
        return current.map(sound -> sound.own.publicKey());
    }

    /** Somebody was offered it at the press: what is said meanwhile is kept for a moment, in memory. */
    List<Effect> begin(Moment now) {
        current.ifPresent(sound -> sound.preRollUntil = now.plus(PRE_ROLL));
        return wake(now);
    }

    /** Answered, given up, or a call goes first. */
    List<Effect> over(Moment now) {
        List<Effect> effects = current.map(sound -> close(sound, now)).orElse(List.of());
        current = Optional.empty();
        return effects;
    }

    // ---- who listens ----

    /** Through a warm window, whose keys its sender has proved to have; the ring's id makes it fresh. */
    List<Effect> onListen(Deliver deliver, Moment now) {
        Optional<Sound> of = current.filter(sound -> sound.ring.equals(deliver.call()));
        if (of.isEmpty()) {
            return List.of();
        }
        Peer from = deliver.from();
        return station.open(from.identity(), SignalKind.LISTEN, deliver.call(), deliver.envelope())
                .map(signal -> signal instanceof PeerSignal.Listen listen
                        ? hear(of.get(), from, listen, now)
                        : List.<Effect>of())
                .orElse(List.of());
    }

    private List<Effect> hear(Sound sound, Peer from, PeerSignal.Listen listen, Moment now) {
        if (listen.ephemeral().isEmpty()) {
            // Remembered also where it comes first: it may have overtaken its own wish.
            List<Effect> effects = new ArrayList<>(dismiss(sound, from.id()));
            effects.addAll(wake(now));
            return effects;
        }
        if (sound.listeners.containsKey(from.id()) || sound.past.contains(from.id())) {
            return List.of();
        }
        if (from.role() != Role.CALLER || !mayListen(from, now)) {
            station.counters().count(Bad.NOT_ALLOWED);
            return List.of();
        }
        if (sound.listeners.size() >= MOST || sound.past.size() >= MOST_PAST) {
            station.counters().count(Bad.TABLE_FULL);
            return List.of();
        }
        Bytes theirs = listen.ephemeral().get();
        Optional<MediaKey> key =
                CallKeys.preview(sound.ring, sound.own.privateKey(), theirs, theirs, sound.own.publicKey());
        if (key.isEmpty()) {
            station.counters().count(Bad.ENVELOPE_REJECTED);
            return List.of();
        }
        Moment firstAsk = warm.hasConsent(from.id(), freshest(sound, now)) ? now.plus(ASK_EVERY) : now;
        sound.listeners.put(from.id(), new Listener(from, key.get(), now, firstAsk));
        return wake(now);
    }

    /** Who may answer a ring may hear it. */
    private boolean mayListen(Peer peer, Moment now) {
        return station.household().objection(peer.id(), Right.TALK, now).isEmpty();
    }

    /** Once gone, gone for this ring: nothing that was recorded brings the sound back. */
    private static List<Effect> dismiss(Sound sound, EndpointId id) {
        if (sound.past.size() < MOST_PAST) {
            sound.past.add(id);
        }
        Listener had = sound.listeners.remove(id);
        return had == null || had.way.isEmpty() ? List.of() : List.of(new Effect.EndPreviewTo(sound.ring, id));
    }

    // ---- time ----

    List<Effect> wake(Moment now) {
        return current.map(sound -> wake(sound, now)).orElse(List.of());
    }

    Moment wakeAt() {
        return current.map(Preview::dueAt).orElse(Moment.NEVER);
    }

    private static Moment dueAt(Sound sound) {
        Moment earliest = sound.microphone == Microphone.PRE_ROLL ? sound.preRollUntil : Moment.NEVER;
        for (Listener listener : sound.listeners.values()) {
            earliest = earliest.earlier(listener.nextAsk);
        }
        return earliest;
    }

    private List<Effect> wake(Sound sound, Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Listener listener : List.copyOf(sound.listeners.values())) {
            effects.addAll(serve(sound, listener, now));
        }
        effects.addAll(attend(sound, now, effects));
        return effects;
    }

    /** Sends to a listener while it may listen, there is a direct way, and consent on it is fresh. */
    private List<Effect> serve(Sound sound, Listener listener, Moment now) {
        EndpointId id = listener.peer.id();
        Optional<Way> way = warm.way(id);
        boolean consents = warm.hasConsent(id, freshest(sound, now));
        boolean waitedLong = listener.since.plus(CONSENT).reached(now);
        boolean gone = way.isEmpty() || !consents && (listener.way.isPresent() || waitedLong);
        if (gone || !mayListen(listener.peer, now)) {
            return dismiss(sound, id);
        }
        List<Effect> effects = new ArrayList<>();
        if (consents && !listener.way.equals(way)) {
            if (listener.way.isEmpty()) {
                effects.addAll(tell(Kind.MICROPHONE_OPEN, sound, Optional.of(listener.peer), now));
                effects.add(note(sound, "sent", "to", listener.peer.name()));
            }
            listener.way = way;
            effects.add(new Effect.PreviewTo(sound.ring, id, listener.key, way.get()));
        }
        if (listener.nextAsk.reached(now)) {
            listener.nextAsk = now.plus(ASK_EVERY);
            effects.addAll(warm.ask(id, now));
        }
        return effects;
    }

    /** Neither what was said before this press nor what is older counts as consent to be sent this. */
    private static Moment freshest(Sound sound, Moment now) {
        return sound.pressed.plus(CONSENT).reached(now) ? new Moment(now.nanos() - CONSENT.toNanos()) : sound.pressed;
    }

    // ---- the microphone ----

    /** Open while somebody is sent it; {@code effects} so far get what has to stand in front of them. */
    private List<Effect> attend(Sound sound, Moment now, List<Effect> effects) {
        Microphone before = sound.microphone;
        Microphone after = microphone(sound, now);
        if (before == after) {
            return List.of();
        }
        if (after == Microphone.CLOSED) {
            return close(sound, now);
        }
        if (before == Microphone.CLOSED) {
            effects.addFirst(new Effect.StartPreview(sound.ring));
        }
        sound.microphone = after;
        List<Effect> set = new ArrayList<>();
        if (after == Microphone.PRE_ROLL) {
            set.addAll(tell(Kind.MICROPHONE_PRE_ROLL, sound, Optional.empty(), now));
        }
        set.add(new Effect.SetMicrophone(sound.ring, after));
        return set;
    }

    private static Microphone microphone(Sound sound, Moment now) {
        if (sound.listeners.values().stream().anyMatch(listener -> listener.way.isPresent())) {
            sound.preRollUntil = Moment.ZERO;
            return Microphone.OPEN;
        }
        return sound.preRollUntil.reached(now) ? Microphone.CLOSED : Microphone.PRE_ROLL;
    }

    private List<Effect> close(Sound sound, Moment now) {
        if (sound.microphone == Microphone.CLOSED) {
            return List.of();
        }
        sound.microphone = Microphone.CLOSED;
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.SetMicrophone(sound.ring, Microphone.CLOSED));
        effects.add(new Effect.StopPreview(sound.ring));
        effects.addAll(tell(Kind.MICROPHONE_CLOSED, sound, Optional.empty(), now));
        effects.add(note(sound, "over"));
        return effects;
    }

    /** Each listener stands in the log before it is sent anything. */
    private List<Effect> tell(Kind kind, Sound sound, Optional<Peer> to, Moment now) {
        String under = kind == Kind.MICROPHONE_CLOSED ? "" : "the bell was pressed, and not answered yet";
        AuditFact fact = new AuditFact(
                kind,
                Optional.of(sound.ring),
                to.map(Peer::id),
                to.map(Peer::name).orElse(""),
                under,
                "",
                Bytes.EMPTY);
        return station.audit().tell(fact, now);
    }

    private static Effect note(Sound sound, String state) {
        return new Effect.Note(Event.of(EventName.PREVIEW, "call", sound.ring.toString(), "state", state));
    }

    private static Effect note(Sound sound, String state, String key, Object value) {
        return new Effect.Note(Event.of(EventName.PREVIEW, "call", sound.ring.toString(), "state", state, key, value));
    }
}
