package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.call.CallState.Opening;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.Station;
import io.transom.core.path.PathEngine;
import io.transom.core.path.Target;
import io.transom.core.trust.CallKeys;
import io.transom.wire.Bytes;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.household.Right;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Answer;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A call from the end that answers: the request is authentic, fresh and allowed by the time this is made. */
public final class DeviceCall {
    private final Station station;
    private final Peer caller;
    private final PeerSignal.Request request;
    private final MediaKeys keys;
    private final Bytes answer;
    private final Conversation conversation;

    private DeviceCall(
            Station station, Peer caller, PeerSignal.Request request, MediaKeys keys, Bytes answer, Moment now) {
        this.station = station;
        this.caller = caller;
        this.request = request;
        this.keys = keys;
        this.answer = answer;
        CallKeys.NullPacketKeys nullPackets = CallKeys.nullPackets(request.call(), request.secret());
        PathEngine.Settings settings = new PathEngine.Settings(
                request.call(),
                false,
                request.deviceFragment(),
                request.callerFragment(),
                nullPackets.deviceToCaller(),
                nullPackets.callerToDevice(),
                Math.max(1, station.whereabouts().count()));
        this.conversation = new Conversation(
                station, caller, settings, this::onCarried, new Opening(now.plus(Conversation.SETUP_TIMEOUT)), now);
        conversation.needs(request.ring().isPresent() ? Right.TALK : Right.CALL);
    }

    /** Mints our half of the keys and seals the acceptance; empty where the caller's half can't be used. */
    public static Optional<DeviceCall> accept(Station station, Peer caller, PeerSignal.Request request, Moment now) {
        CallKeys.Ephemeral own = CallKeys.Ephemeral.generate(station.entropy());
        return CallKeys.media(
                        request.call(),
                        request.secret(),
                        own.privateKey(),
                        request.ephemeral(),
                        request.ephemeral(),
                        own.publicKey())
                .map(callersKeys -> {
                    Answer accepted = new Answer(
                            request.call(),
                            Answer.Outcome.ACCEPTED,
                            own.publicKey(),
                            station.whereabouts().candidates());
                    Bytes sealed = station.seal(caller.identity(), accepted);
                    return new DeviceCall(station, caller, request, callersKeys.reversed(), sealed, now);
                });
    }

    public Conversation conversation() {
        return conversation;
    }

    /** The sealed acceptance: a repeated request is answered with the same. */
    public Bytes answer() {
        return answer;
    }

    /**
     * Opens our window, answers both ways, and lets the first sound follow right behind.
     *
     * @param under by which right or deed the microphone does that, for the log
     */
    public List<Effect> begin(Microphone microphone, String under, Moment now) {
        List<Target> agreed = new ArrayList<>(station.home().targets(caller.id(), request.candidates(), now));
        agreed.addAll(
                Targets.of(station).agreed(request.candidates(), station.peers().attested(caller)));
        // Of two families the one without translation: there the window is surely where the caller's packets come to.
        Optional<Target> early = agreed.stream()
                .filter(Target::isAgreed)
                .min(Comparator.comparing(target -> !station.whereabouts()
                        .isUntranslated(target.address().ip().isV4())));
        conversation.carryAnswerUntilProved(answer);
        List<Effect> effects = new ArrayList<>(conversation.aim(request.candidates(), agreed, now));
        effects.addAll(station.post(
                caller.id(),
                SignalKind.WINDOW_OPEN,
                request.call(),
                answer,
                Outbox.Pace.CALL,
                now.plus(Conversation.SETUP_TIMEOUT),
                now));
        effects.addAll(conversation.startVoice(keys, microphone, under, early, now));
        return effects;
    }

    private List<Effect> onCarried(SignalKind kind, Bytes envelope, Moment now) {
        station.counters().count(Bad.SIGNAL_UNEXPECTED);
        return List.of();
    }
}
