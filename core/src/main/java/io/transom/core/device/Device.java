package io.transom.core.device;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.call.Calls;
import io.transom.core.door.Lock;
import io.transom.core.door.ReleaseRights;
import io.transom.core.endpoint.Counters;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Rebound;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.warm.DeviceWindows;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The intercom at the door. */
public final class Device implements Endpoint {
    /** How long a visitor waits before walking away. */
    public static final Duration RING_LENGTH = Duration.ofSeconds(30);

    /** Whether a call that nobody here has asked for, by ringing or by pressing to talk, may open the microphone. */
    public enum DropIn {
        /** By whoever has that right; where nobody was paired, by everybody: then the manager says who that is. */
        ALLOWED,
        /** By members who have that right; where nobody was paired, by nobody. */
        MEMBERS,
        /** By nobody. */
        FORBIDDEN
    }

    /**
     * @param handsFree the microphone is open for the length of a call, not only while push-to-talk is held
     * @param ringLength how long one press rings, at most {@link PeerSignal.Ring#LONGEST}
     * @param door the door whose relay this endpoint drives, if it drives one
     * @param preview whoever a press rings may hear the visitor before anybody has answered
     * @param dropIn whether anybody may hear this place without a press here
     */
    public record Settings(
            Station.Settings station,
            boolean handsFree,
            Duration ringLength,
            Optional<DoorSettings> door,
            boolean preview,
            DropIn dropIn) {
        public Settings {
            if (ringLength.compareTo(PeerSignal.Ring.LONGEST) > 0) {
                throw new IllegalArgumentException("a press rings for " + PeerSignal.Ring.LONGEST + " at most");
            }
        }

        public Settings(
                Station.Settings station,
                boolean handsFree,
                Duration ringLength,
                Optional<DoorSettings> door,
                boolean preview) {
            this(station, handsFree, ringLength, door, preview, DropIn.ALLOWED);
        }

        public Settings(Station.Settings station, boolean handsFree, Duration ringLength, Optional<DoorSettings> door) {
            this(station, handsFree, ringLength, door, false);
        }

        public Settings(Station.Settings station, boolean handsFree, Duration ringLength) {
            this(station, handsFree, ringLength, Optional.empty());
        }

        public static Settings of(Station.Settings station) {
            return new Settings(station, false, RING_LENGTH);
        }
    }

    /**
     * @param name what the door is called, in what members sign to open it and in the events
     * @param pulse how long its relay is held
     */
    public record DoorSettings(String name, Duration pulse, ReleaseRights rights) {}

    private final Settings settings;
    private final Station station;
    private final Calls calls;
    private final DeviceWindows warm;
    private final Doorbell doorbell;
    private final DeviceLock lock;
    private final DeviceMicrophone microphone;
    private final Reception reception;

    public Device(Settings settings, Entropy entropy) {
        this.settings = settings;
        this.station = new Station(settings.station(), entropy);
        this.microphone = new DeviceMicrophone(station, settings.handsFree(), settings.dropIn());
        this.calls = new Calls(station);
        this.warm = new DeviceWindows(station, this::hearThroughWindow);
        this.doorbell =
                new Doorbell(station, warm, settings.ringLength(), new Preview(station, warm, settings.preview()));
        this.reception = new Reception(station, calls, doorbell, microphone);
        this.lock = new DeviceLock(
                station,
                settings.door()
                        .map(door -> new Lock(
                                new Lock.Settings(
                                        settings.station().self().publicIdentity(), door.name(), door.pulse()),
                                (member, name, at) -> mayRelease(door, member, name, at),
                                entropy)));
    }

    /** Our household's records decide, where we are of one. */
    private boolean mayRelease(DoorSettings door, EndpointId member, String name, Moment now) {
        return station.household().isPaired()
                ? station.household()
                        .objectionToRelease(member, settings.station().self().id(), now)
                        .isEmpty()
                : door.rights().mayRelease(member, name, now);
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
                    effects.addAll(warm.onSocketsBound(rebound));
                    effects.addAll(calls.onSocketsBound(rebound, now));
                }
            }
            case Input.GatewayChanged changed -> station.onGateway(changed, now);
            case Input.UpnpAnswered answered -> station.onUpnp(answered, now);
            case Input.DatagramArrived arrived -> effects.addAll(onDatagram(arrived, now));
            case Input.LinksChanged changed -> station.home().onLinks(changed, now);
            case Input.MulticastHeard heard -> {
                effects.addAll(station.home().onMulticast(heard, now));
                effects.addAll(doorbell.ringWhoIsThere(now));
            }
            case Input.TunnelOpened opened -> effects.addAll(calls.onTunnelOpened(opened.call(), now));
            case Input.TunnelClosed closed -> effects.addAll(calls.onTunnelClosed(closed.call(), now));
            case Input.VoiceHeard heard -> {
                effects.addAll(calls.onVoice(heard, now));
                if (!wakeAt().reached(now)) {
                    // Fifty times a second, and nothing follows from it but that the path is alive.
                    return effects;
                }
            }
            case Input.FirstSound sound -> effects.addAll(calls.onFirstSound(sound.call()));
            case Input.FirstSoundSent ignored -> {}
            case Input.LineChanged changed -> effects.addAll(onLine(changed, now));
            case Input.RelayAnswered answered -> effects.addAll(lock.onRelay(answered, now));
            case Input.OfHousehold told -> effects.addAll(station.onHousehold(told, now));
            // Nobody sits at a door: these are the caller's.
            case Input.Ask ignored -> {}
            case Input.AnswerRing ignored -> {}
            case Input.Listen ignored -> {}
            case Input.Talk ignored -> {}
            case Input.OpenDoor ignored -> {}
            case Input.HangUp hangUp -> effects.addAll(calls.hangUp(hangUp.call(), now));
            case Input.ShutDown ignored -> effects.addAll(shutDown(now));
        }
        effects.addAll(doorbell.wake(now));
        effects.addAll(lock.wake(now));
        effects.addAll(warm.wake(calls.isSeeking(), now));
        effects.addAll(calls.wake(now));
        effects.addAll(microphone.wake(calls.active(), now));
        effects.addAll(station.wake(now));
        return effects;
    }

    @Override
    public Moment wakeAt() {
        return station.wakeAt()
                .earlier(calls.wakeAt())
                .earlier(doorbell.wakeAt())
                .earlier(warm.wakeAt())
                .earlier(lock.wakeAt());
    }

    /** What was dropped, and why. */
    public Counters counters() {
        return station.counters();
    }

    // ---- button and push-to-talk ----

    private List<Effect> onLine(Input.LineChanged changed, Moment now) {
        List<Effect> effects = new ArrayList<>();
        String what = switch (changed.line()) {
            case BUTTON -> "button";
            case TALK -> "talk";
        };
        effects.add(note(EventName.INPUT_CHANGED, "input", what, "active", changed.active()));
        effects.addAll(
                switch (changed.line()) {
                    case BUTTON -> changed.active() ? onButton(now) : List.of();
                    case TALK -> microphone.talk(changed.active(), calls.active(), now);
                });
        return effects;
    }

    private List<Effect> onButton(Moment now) {
        if (station.household().awaitsPress(now)) {
            station.household().press();
            return List.of();
        }
        if (calls.active().isPresent()) {
            return microphone.awaitsPress()
                    ? microphone.answered(calls.active(), now)
                    : List.of(note(EventName.REFUSED, "reason", "the button was pressed during a call"));
        }
        if (doorbell.isRinging()) {
            return List.of(note(EventName.REFUSED, "reason", "it is ringing already"));
        }
        return doorbell.press(now);
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
            case ControlSignal.Peers ignored -> {
                List<Effect> effects = new ArrayList<>(doorbell.ringWhoIsThere(now));
                effects.addAll(calls.onPeers(now));
                yield effects;
            }
            case Deliver deliver -> deliver(deliver, now);
            case Undelivered undelivered -> {
                stopWhatIsNotAllowed(undelivered);
                yield List.of();
            }
        };
    }

    private void stopWhatIsNotAllowed(Undelivered undelivered) {
        switch (undelivered.reason()) {
            case NOT_ALLOWED, UNKNOWN_ENDPOINT ->
                station.outbox().done(undelivered.kind(), undelivered.to(), undelivered.call());
            case NOT_REGISTERED, TOO_MANY -> {}
        }
    }

    private List<Effect> deliver(Deliver deliver, Moment now) {
        return switch (deliver.kind()) {
            case CALL_REQUEST -> reception.onRequest(deliver, now);
            case HANG_UP -> calls.onHangUp(deliver, now);
            case MOVED -> calls.onMoved(deliver, now);
            case PROBE -> calls.onProbe(deliver, now);
            case WARM -> warm.onRequest(deliver, now);
            case RELEASE_ASK, RELEASE_ANSWER ->
                lock.onSignal(deliver.from(), deliver.kind(), deliver.call(), deliver.envelope(), now);
            case WINDOW_OPEN,
                    RING,
                    RING_OVER,
                    WARM_ANSWER,
                    RELEASE_CHALLENGE,
                    RELEASE_DONE,
                    HOUSEHOLD,
                    STATEMENTS,
                    JOIN,
                    JOINED,
                    LOG_WANTED,
                    LOG_PART,
                    LISTEN -> {
                station.counters().count(Bad.SIGNAL_UNEXPECTED);
                yield List.of();
            }
        };
    }

    /** Whoever keeps a path warm may ask through it: the request is sealed, and seen once, whichever way it comes. */
    private List<Effect> hearThroughWindow(Deliver deliver, Moment now) {
        if (deliver.kind() == SignalKind.CALL_REQUEST) {
            return reception.onRequest(deliver, now);
        }
        if (deliver.kind() == SignalKind.LISTEN) {
            return doorbell.onListen(deliver, now);
        }
        station.counters().count(Bad.SIGNAL_UNEXPECTED);
        return List.of();
    }

    private List<Effect> shutDown(Moment now) {
        List<Effect> effects = new ArrayList<>(doorbell.over(Optional.empty(), now));
        effects.addAll(calls.hangUpAll(now));
        effects.addAll(warm.closeAll("shutting down"));
        effects.addAll(station.audit().sign(now));
        effects.addAll(station.shutDown());
        return effects;
    }

    private static Effect note(EventName name, Object... fields) {
        return new Effect.Note(Event.of(name, fields));
    }
}
