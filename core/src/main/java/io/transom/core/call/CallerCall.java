package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.call.CallState.Ended;
import io.transom.core.call.CallState.Requesting;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.path.PathEngine;
import io.transom.core.path.Target;
import io.transom.core.trust.CallKeys;
import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Answer;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call from the end that asks: it mints everything, opens its window at once, and takes the first answer. */
public final class CallerCall {
    /** In the log: nothing but this opens the microphone of who calls. */
    private static final String OWN_KEY = "a press in this app";
    /** 16 octets: what the request's secret has. */
    private static final int SECRET_LENGTH = 16;

    private final Station station;
    private final Peer device;
    private final PeerSignal.Request request;
    private final CallKeys.Ephemeral ephemeral;
    private final Conversation conversation;
    private final Moment deadline;
    private final Moment latest;
    private final Bytes envelope;
    private Microphone microphone;
    private boolean outdated;

    /**
     * @param ring the ring that this answers
     * @param talk whether push-to-talk is held
     * @param latest when whoever asked will not wait any longer, however late the call could be made
     */
    public CallerCall(
            Station station, Peer device, CallId call, Optional<CallId> ring, boolean talk, Moment latest, Moment now) {
        this.station = station;
        this.device = device;
        this.latest = latest;
        this.deadline = now.plus(Conversation.SETUP_TIMEOUT).earlier(latest);
        this.microphone = talk ? Microphone.OPEN : Microphone.CLOSED;
        this.ephemeral = CallKeys.Ephemeral.generate(station.entropy());
        this.request = new PeerSignal.Request(
                call,
                station.entropy().bytes(SECRET_LENGTH),
                fragment(),
                fragment(),
                ephemeral.publicKey(),
                station.whereabouts().candidates(),
                device.boot(),
                ring);
        CallKeys.NullPacketKeys keys = CallKeys.nullPackets(call, request.secret());
        PathEngine.Settings settings = new PathEngine.Settings(
                call,
                true,
                request.callerFragment(),
                request.deviceFragment(),
                keys.callerToDevice(),
                keys.deviceToCaller(),
                Math.max(1, station.whereabouts().count()));
        this.envelope = station.seal(device.identity(), request);
        this.conversation = new Conversation(station, device, settings, this::onCarried, new Requesting(deadline), now);
    }

    /** The sealed request: the same one may take another way as well. */
    public Bytes envelope() {
        return envelope;
    }

    public Conversation conversation() {
        return conversation;
    }

    /** Asks, and in the same instant opens our window towards the device. */
    public List<Effect> begin(Moment now) {
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Note(
                Event.of(EventName.CALL_REQUESTED, "call", request.call().toString(), "to", device.name())));
        effects.addAll(station.post(
                device.id(), SignalKind.CALL_REQUEST, request.call(), envelope, Outbox.Pace.CALL, deadline, now));
        List<Target> targets = new ArrayList<>(station.home().targets(device.id(), List.of(), now));
        targets.addAll(targets().attested(device.attested()));
        effects.addAll(conversation.aim(targets, now));
        return effects;
    }

    /** The answer, through the manager or in a null packet: the first one counts. */
    public List<Effect> onAnswer(Bytes envelope, Moment now) {
        if (!(conversation.state() instanceof Requesting)) {
            return List.of();
        }
        Optional<PeerSignal> signal = station.open(device.identity(), SignalKind.WINDOW_OPEN, request.call(), envelope);
        if (signal.isEmpty() || !(signal.get() instanceof Answer answer)) {
            return List.of();
        }
        station.outbox().done(SignalKind.CALL_REQUEST, device.id(), request.call());
        return switch (answer.outcome()) {
            case ACCEPTED -> accepted(answer, now);
            case STALE -> stale(now);
            case BUSY, NOT_ALLOWED, ANSWERED_ELSEWHERE ->
                conversation.finish(Reasons.refused(device.name(), answer.outcome()), now);
        };
    }

    /** What we knew of the device was out of date: it can be asked again. A ring that it has forgotten can't be answered. */
    private List<Effect> stale(Moment now) {
        if (request.ring().isPresent()) {
            return conversation.finish(Reasons.refused(device.name(), Answer.Outcome.STALE), now);
        }
        outdated = true;
        return conversation.finishForAnother(Reasons.asksAgain(device.name()), now);
    }

    /** This call has ended unknown to the person: the device has to be asked anew, once its new boot nonce is known. */
    public boolean outdated() {
        return outdated;
    }

    public boolean isOver() {
        return conversation.state() instanceof Ended;
    }

    public Peer device() {
        return device;
    }

    public Moment deadline() {
        return deadline;
    }

    /** When whoever asked will not wait any longer. */
    public Moment latest() {
        return latest;
    }

    /** The manager could not carry our request. */
    public List<Effect> onUndelivered(Undelivered undelivered, Moment now) {
        if (undelivered.kind() != SignalKind.CALL_REQUEST || !(conversation.state() instanceof Requesting)) {
            return List.of();
        }
        return switch (undelivered.reason()) {
            // Too many at once passes; the request is repeated until the call's deadline.
            case TOO_MANY -> List.of();
            // Its connection may just be flapping, or its answer be on its way between us: it has a moment more.
            case NOT_REGISTERED -> {
                conversation.despair(Reasons.notConnected(device.name()), now);
                yield List.of();
            }
            case NOT_ALLOWED, UNKNOWN_ENDPOINT ->
                conversation.finish(Reasons.undelivered(device.name(), undelivered.reason()), now);
        };
    }

    public List<Effect> talk(boolean open, Moment now) {
        microphone = open ? Microphone.OPEN : Microphone.CLOSED;
        return conversation.microphone(microphone, OWN_KEY, now);
    }

    private List<Effect> accepted(Answer answer, Moment now) {
        Optional<MediaKeys> keys = CallKeys.media(
                request.call(),
                request.secret(),
                ephemeral.privateKey(),
                answer.ephemeral(),
                ephemeral.publicKey(),
                answer.ephemeral());
        if (keys.isEmpty()) {
            return conversation.hangUp(PeerSignal.HangUp.Reason.FAILED, Reasons.BAD_KEYS, now);
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(
                new Effect.Note(Event.of(EventName.READY, "call", request.call().toString())));
        List<Target> agreed = new ArrayList<>(station.home().targets(device.id(), answer.candidates(), now));
        agreed.addAll(targets().agreed(answer.candidates(), station.peers().attested(device)));
        Optional<Target> early = agreed.stream().filter(Target::isAgreed).findFirst();
        effects.addAll(conversation.startVoice(keys.get(), microphone, OWN_KEY, early, now));
        effects.addAll(conversation.aim(answer.candidates(), agreed, now));
        return effects;
    }

    private List<Effect> onCarried(SignalKind kind, Bytes envelope, Moment now) {
        if (kind == SignalKind.WINDOW_OPEN) {
            return onAnswer(envelope, now);
        }
        station.counters().count(Bad.SIGNAL_UNEXPECTED);
        return List.of();
    }

    private Targets targets() {
        return Targets.of(station);
    }

    /** 16 characters of base32 from 10 octets. */
    private String fragment() {
        return Base32.encode(station.entropy().bytes(PeerSignal.FRAGMENT_LENGTH * 5 / 8));
    }
}
