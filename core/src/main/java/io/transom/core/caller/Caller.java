package io.transom.core.caller;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.call.CallerCall;
import io.transom.core.call.Calls;
import io.transom.core.call.Conversation;
import io.transom.core.call.Reasons;
import io.transom.core.endpoint.Counters;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.PinBook;
import io.transom.core.endpoint.Rebound;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.warm.CallerWindows;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A person's app: it asks for a call, or answers a ring. */
public final class Caller implements Endpoint {
    /** A lookup that was lost on the way is asked again. */
    static final Duration LOOKUP_AGAIN = Duration.ofSeconds(1);
    /** A door that is just restarting or reconnecting is back by then; nobody likes to wait longer for a "no". */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Station station;
    private final Calls calls;
    private final CallerWindows warm;
    private final Rings rings = new Rings();
    private final Listening listening;
    private final Doors doors;
    private Optional<Wanted> wanted = Optional.empty();
    private Optional<CallerCall> current = Optional.empty();
    private boolean talk;

    public Caller(Station.Settings settings, Entropy entropy) {
        this.station = new Station(settings, entropy);
        this.calls = new Calls(station);
        this.doors = new Doors(station, settings.self());
        this.warm = new CallerWindows(station, this::hearThroughWindow);
        this.listening = new Listening(station, warm, rings);
    }

    @Override
    public List<Effect> on(Input input, Moment now) {
        List<Effect> effects = new ArrayList<>();
        switch (input) {
            case Input.Wake ignored -> {}
            case Input.ChallengeArrived arrived -> effects.addAll(station.onChallenge(arrived, now));
            case Input.Connected ignored -> effects.addAll(station.onConnected(now));
            case Input.ConnectRefused refused -> effects.addAll(station.onRefused(refused.reason(), now));
            case Input.ConnectionLost lost -> effects.addAll(station.onLost(lost.reason(), now));
            case Input.MessageArrived arrived ->
                station.onMessage(arrived, now, effects).ifPresent(signal -> effects.addAll(hear(signal, now)));
            case Input.SocketsBound bound -> {
                Rebound rebound = station.onSocketsBound(bound, now);
                if (rebound.other()) {
                    effects.addAll(warm.onSocketsBound(rebound, now));
                    effects.addAll(calls.onSocketsBound(rebound, now));
                }
            }
            case Input.GatewayChanged changed -> station.onGateway(changed, now);
            case Input.UpnpAnswered answered -> station.onUpnp(answered, now);
            case Input.DatagramArrived arrived -> effects.addAll(onDatagram(arrived, now));
            case Input.LinksChanged changed -> station.home().onLinks(changed, now);
            case Input.MulticastHeard heard -> effects.addAll(station.home().onMulticast(heard, now));
            case Input.TunnelOpened opened -> effects.addAll(calls.onTunnelOpened(opened.call(), now));
            case Input.TunnelClosed closed -> effects.addAll(calls.onTunnelClosed(closed.call(), now));
            case Input.VoiceHeard heard -> {
                effects.addAll(calls.onVoice(heard, now));
                if (!wakeAt().reached(now)) {
                    // Fifty times a second, and nothing follows from it but that the path is alive.
                    return effects;
                }
            }
            case Input.FirstSound sound -> {
                effects.addAll(calls.onFirstSound(sound.call()));
                effects.addAll(listening.onFirstSound(sound.call()));
            }
            case Input.FirstSoundSent ignored -> {}
            // An app has no doorbell and no wired button.
            case Input.LineChanged ignored -> {}
            case Input.RelayAnswered ignored -> {}
            case Input.OfHousehold told -> effects.addAll(station.onHousehold(told, now));
            case Input.Ask ask -> effects.addAll(ask(ask.name(), now));
            case Input.AnswerRing answer -> effects.addAll(answerRing(answer.ring(), now));
            case Input.Listen listen ->
                effects.addAll(listening.listen(
                        listen.ring(), listen.on(), calls.active().isPresent(), now));
            case Input.Talk changed -> effects.addAll(talk(changed.open(), now));
            case Input.OpenDoor open -> effects.addAll(doors.open(open.lock(), calls.active(), now));
            case Input.HangUp hangUp -> effects.addAll(hangUp(hangUp.call(), now));
            case Input.ShutDown ignored -> effects.addAll(shutDown(now));
        }
        effects.addAll(rings.wake(now));
        effects.addAll(pursue(now));
        effects.addAll(doors.wake(now));
        effects.addAll(calls.wake(now));
        effects.addAll(0, listening.follow(calls.active(), now));
        effects.addAll(warm.wake(calls.active().isPresent(), now));
        effects.addAll(station.wake(now));
        return effects;
    }

    @Override
    public Moment wakeAt() {
        return station.wakeAt()
                .earlier(calls.wakeAt())
                .earlier(rings.wakeAt())
                .earlier(doors.wakeAt())
                .earlier(warm.wakeAt())
                .earlier(wanted.map(Wanted::wakeAt).orElse(Moment.NEVER));
    }

    /** What was dropped, and why. */
    public Counters counters() {
        return station.counters();
    }

    // ---- asking ----

    private List<Effect> ask(String name, Moment now) {
        if (wanted.isPresent() || calls.active().isPresent()) {
            return List.of(note(EventName.REFUSED, "reason", Reasons.CALL_ALREADY));
        }
        CallId call = CallId.random(station.entropy());
        wanted = Optional.of(Wanted.of(name, call, now.plus(Conversation.SETUP_TIMEOUT), now));
        return List.of();
    }

    /** Does what the wanted call needs next; it is made the moment that its door is known to be there. */
    private List<Effect> pursue(Moment now) {
        current.filter(CallerCall::outdated).ifPresent(asked -> askAgain(asked, now));
        // With it go the keys that were made for it.
        current = current.filter(call -> !call.isOver());
        if (wanted.isEmpty()) {
            return List.of();
        }
        Wanted at = wanted.get();
        Optional<Peer> door = station.home().named(at.name(), now).filter(at::isMeant);
        if (door.isPresent()) {
            wanted = Optional.empty();
            return call(door.get(), at.call(), Optional.empty(), at.latest(), now);
        }
        if (at.isOver(now)) {
            wanted = Optional.empty();
            return List.of(fail(at.call(), at.whyNot()));
        }
        if (at.nextLookup().reached(now)) {
            wanted = Optional.of(at.looking(now.plus(LOOKUP_AGAIN)));
            station.home().seek(now);
            return station.online() ? station.lookUp(at.name()) : List.of();
        }
        return List.of();
    }

    private void askAgain(CallerCall asked, Moment now) {
        current = Optional.empty();
        CallId call = CallId.random(station.entropy());
        wanted = Optional.of(Wanted.again(asked, call, now));
    }

    private List<Effect> call(Peer door, CallId id, Optional<CallId> ring, Moment latest, Moment now) {
        if (door.role() != Role.DEVICE) {
            return List.of(fail(id, Reasons.notADevice(door.name())));
        }
        Optional<String> objection = station.household().objection(door.id(), now);
        if (objection.isPresent()) {
            station.counters().count(Bad.NOT_ALLOWED);
            return List.of(fail(id, objection.get()));
        }
        PinBook.Judgement judgement = station.judge(door);
        if (judgement == PinBook.Judgement.OTHER) {
            station.counters().count(Bad.PIN_BROKEN);
            return List.of(fail(id, Reasons.otherKeys(door.name())));
        }
        List<Effect> effects = new ArrayList<>();
        station.pins().pin(door).ifPresent(effects::add);
        CallerCall call = new CallerCall(station, door, id, ring, talk, latest, now);
        current = Optional.of(call);
        effects.addAll(warm.say(door.id(), SignalKind.CALL_REQUEST, id, call.envelope(), now));
        effects.addAll(call.begin(now));
        effects.addAll(calls.add(call.conversation(), now));
        return effects;
    }

    private static Effect fail(CallId call, String reason) {
        return new Effect.CallOver(call, false, reason);
    }

    // ---- what is heard, through the manager or straight ----

    private List<Effect> onDatagram(Input.DatagramArrived arrived, Moment now) {
        if (station.home().claims(arrived)) {
            List<Effect> effects = new ArrayList<>();
            station.heardAtHome(arrived, now, effects).ifPresent(heard -> effects.addAll(deliver(heard, now)));
            return effects;
        }
        return warm.claims(arrived.datagram())
                ? warm.onStun(arrived.way(), arrived.datagram(), now)
                : calls.onDatagram(arrived, now);
    }

    private List<Effect> hear(ControlSignal.Down signal, Moment now) {
        return switch (signal) {
            case ControlSignal.Registered ignored -> List.of();
            case ControlSignal.Alive ignored -> List.of();
            case ControlSignal.RelayGranted granted -> calls.onGranted(granted, now);
            case ControlSignal.Peers told -> {
                wanted = wanted.map(at -> at.learn(told, station.peers(), now));
                doors.learn(told, now);
                yield calls.onPeers(now);
            }
            case Deliver deliver -> deliver(deliver, now);
            case ControlSignal.Undelivered undelivered -> {
                List<Effect> effects = new ArrayList<>(doors.onUndelivered(undelivered));
                effects.addAll(warm.onUndelivered(undelivered));
                current.filter(call -> call.conversation().call().equals(undelivered.call()))
                        .ifPresent(call -> effects.addAll(call.onUndelivered(undelivered, now)));
                yield effects;
            }
        };
    }

    private List<Effect> deliver(Deliver deliver, Moment now) {
        return switch (deliver.kind()) {
            case WINDOW_OPEN ->
                current.filter(call -> call.conversation().call().equals(deliver.call()))
                        .map(call -> call.onAnswer(deliver.envelope(), now))
                        .orElseGet(this::unexpected);
            case HANG_UP -> calls.onHangUp(deliver, now);
            case MOVED -> calls.onMoved(deliver, now);
            case PROBE -> calls.onProbe(deliver, now);
            case RING -> onRing(deliver, now);
            case RING_OVER -> onRingOver(deliver);
            case WARM_ANSWER -> warm.onAnswer(deliver, now);
            case RELEASE_CHALLENGE, RELEASE_DONE ->
                doors.onSignal(deliver.from().id(), deliver.kind(), deliver.call(), deliver.envelope(), now);
            case CALL_REQUEST, WARM, RELEASE_ASK, RELEASE_ANSWER, LISTEN -> unexpected();
            case HOUSEHOLD, STATEMENTS, JOIN, JOINED, LOG_WANTED, LOG_PART -> unexpected();
        };
    }

    /** A ring through a warm window is what it is through the manager: the same envelope, looked at in the same way. */
    private List<Effect> hearThroughWindow(Deliver deliver, Moment now) {
        return switch (deliver.kind()) {
            case RING -> onRing(deliver, now);
            case RING_OVER -> onRingOver(deliver);
            case CALL_REQUEST, WINDOW_OPEN, HANG_UP, MOVED, PROBE, WARM, WARM_ANSWER -> unexpected();
            case RELEASE_ASK, RELEASE_CHALLENGE, RELEASE_ANSWER, RELEASE_DONE -> unexpected();
            case HOUSEHOLD, STATEMENTS, JOIN, JOINED, LOG_WANTED, LOG_PART, LISTEN -> unexpected();
        };
    }

    private List<Effect> unexpected() {
        station.counters().count(Bad.SIGNAL_UNEXPECTED);
        return List.of();
    }

    // ---- rings ----

    private List<Effect> onRing(Deliver deliver, Moment now) {
        Peer door = deliver.from();
        if (rings.isOver(deliver.call())) {
            return List.of();
        }
        if (rings.isFull(deliver.call())) {
            station.counters().count(Bad.TABLE_FULL);
            return List.of();
        }
        Optional<PeerSignal> signal =
                station.open(door.identity(), SignalKind.RING, deliver.call(), deliver.envelope());
        if (signal.isEmpty() || !(signal.get() instanceof PeerSignal.Ring ring)) {
            return List.of();
        }
        boolean ofNow = ring.boot().equals(door.boot()) && ring.app().equals(station.boot());
        if (door.role() != Role.DEVICE || !ofNow) {
            return unexpected();
        }
        List<Effect> effects = new ArrayList<>();
        Optional<String> objection = station.household().objection(door.id(), now);
        if (objection.isPresent()) {
            station.counters().count(Bad.NOT_ALLOWED);
            effects.add(note(EventName.REFUSED, "reason", objection.get()));
            return effects;
        }
        switch (station.judge(door)) {
            case OTHER -> {
                station.counters().count(Bad.PIN_BROKEN);
                effects.add(note(EventName.REFUSED, "reason", Reasons.otherKeys(door.name())));
            }
            case SAME, NEW, FULL -> {
                station.pins().pin(door).ifPresent(effects::add);
                effects.addAll(rings.heard(ring.call(), door, ring.preview(), now));
            }
        }
        return effects;
    }

    private List<Effect> onRingOver(Deliver deliver) {
        Optional<Peer> door = rings.door(deliver.call());
        if (door.isEmpty()) {
            return List.of();
        }
        return station.open(door.get().identity(), SignalKind.RING_OVER, deliver.call(), deliver.envelope())
                .map(signal -> signal instanceof PeerSignal.RingOver over
                        ? rings.over(over.call(), over.answeredBy())
                        : List.<Effect>of())
                .orElse(List.of());
    }

    private List<Effect> answerRing(CallId ring, Moment now) {
        Optional<Peer> door = rings.door(ring);
        if (door.isEmpty()) {
            return List.of(note(EventName.REFUSED, "reason", "that ring is over"));
        }
        if (wanted.isPresent() || calls.active().isPresent()) {
            return List.of(note(EventName.REFUSED, "reason", Reasons.CALL_ALREADY));
        }
        List<Effect> effects = new ArrayList<>(rings.over(ring, station.name()));
        // A door that has gone since it rang has no boot to name: the manager says so when it is asked with the old
        // one.
        Peer freshest = station.home().freshest(door.get(), now);
        CallId call = CallId.random(station.entropy());
        listening.answered(ring, call);
        effects.addAll(call(freshest, call, Optional.of(ring), now.plus(Conversation.LONGEST_WAIT), now));
        return effects;
    }

    // ---- the person ----

    private List<Effect> talk(boolean open, Moment now) {
        talk = open;
        return current.map(call -> call.talk(open, now)).orElse(List.of());
    }

    private List<Effect> hangUp(CallId call, Moment now) {
        if (wanted.filter(at -> at.call().equals(call)).isPresent()) {
            wanted = Optional.empty();
            return List.of(fail(call, Reasons.HUNG_UP));
        }
        return calls.hangUp(call, now);
    }

    private List<Effect> shutDown(Moment now) {
        List<Effect> effects = new ArrayList<>();
        wanted.ifPresent(at -> effects.add(fail(at.call(), Reasons.SHUT_DOWN)));
        wanted = Optional.empty();
        effects.addAll(calls.hangUpAll(now));
        effects.addAll(listening.stop());
        effects.addAll(warm.closeAll("shutting down"));
        effects.addAll(station.audit().sign(now));
        effects.addAll(station.shutDown());
        return effects;
    }

    private static Effect note(EventName name, Object... fields) {
        return new Effect.Note(Event.of(name, fields));
    }
}
