package io.transom.core.device;

import io.transom.core.Effect;
import io.transom.core.call.Calls;
import io.transom.core.call.Conversation;
import io.transom.core.call.DeviceCall;
import io.transom.core.call.Reasons;
import io.transom.core.device.SeenRequests.Answered;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Answer;
import io.transom.wire.signal.PeerSignal.Request;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who asks to talk with whoever stands here: judged, let in or refused, and answered once. */
final class Reception {
    private final Station station;
    private final Calls calls;
    private final Doorbell doorbell;
    private final DeviceMicrophone microphone;
    private final SeenRequests seen = new SeenRequests();
    private final TurnedAway turnedAway = new TurnedAway();

    Reception(Station station, Calls calls, Doorbell doorbell, DeviceMicrophone microphone) {
        this.station = station;
        this.calls = calls;
        this.doorbell = doorbell;
        this.microphone = microphone;
    }

    /** By whichever way it came: what was answered once is answered the same again. */
    List<Effect> onRequest(Deliver deliver, Moment now) {
        Peer from = deliver.from();
        Optional<Answered> before = seen.find(deliver.call());
        if (before.isPresent()) {
            return before.get().to().equals(from.id())
                    ? station.postOnce(
                            from.id(),
                            SignalKind.WINDOW_OPEN,
                            deliver.call(),
                            before.get().envelope(),
                            now)
                    : List.of();
        }
        Optional<PeerSignal> signal =
                station.open(from.identity(), SignalKind.CALL_REQUEST, deliver.call(), deliver.envelope());
        if (signal.isEmpty() || !(signal.get() instanceof Request request)) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(note(EventName.CALL_NOTICE, "call", request.call().toString(), "from", from.name()));
        effects.addAll(judge(from, request, now));
        return effects;
    }

    private List<Effect> judge(Peer from, Request request, Moment now) {
        if (!request.boot().equals(station.boot())) {
            return stale(from, request, now);
        }
        Optional<String> objection = station.household().objection(from.id(), wanted(request), now);
        if (objection.isPresent()) {
            station.counters().count(Bad.NOT_ALLOWED);
            List<Effect> effects = new ArrayList<>(turnAway(from, request, now));
            effects.add(note(EventName.REFUSED, "reason", objection.get()));
            return effects;
        }
        return switch (station.judge(from)) {
            case OTHER -> {
                station.counters().count(Bad.PIN_BROKEN);
                List<Effect> effects = new ArrayList<>(turnAway(from, request, now));
                effects.add(note(EventName.REFUSED, "reason", Reasons.otherKeys(from.name())));
                yield effects;
            }
            case FULL -> {
                station.counters().count(Bad.TABLE_FULL);
                yield turnAway(from, request, now);
            }
            case SAME, NEW -> from.role() == Role.CALLER ? admit(from, request, now) : turnAway(from, request, now);
        };
    }

    private static Right wanted(Request request) {
        return request.ring().isPresent() ? Right.TALK : Right.CALL;
    }

    private List<Effect> admit(Peer from, Request request, Moment now) {
        List<Effect> effects = new ArrayList<>();
        station.pins().pin(from).ifPresent(effects::add);
        boolean tooLate =
                request.ring().filter(ring -> !doorbell.isRinging(ring)).isPresent();
        boolean answered = request.ring().filter(doorbell::wasAnswered).isPresent();
        if (tooLate) {
            // Not remembered: a ring that is over never goes on again, and nobody can name one that is still to come.
            Answer.Outcome outcome = answered ? Answer.Outcome.ANSWERED_ELSEWHERE : Answer.Outcome.STALE;
            effects.addAll(say(from, request, outcome, now));
        } else if (calls.active().isPresent()) {
            effects.addAll(refuse(from, request, Answer.Outcome.BUSY, now));
        } else if (turnedAway.has(from.id(), wanted(request), station.boot())) {
            station.mintBoot(now);
            effects.addAll(stale(from, request, now));
        } else {
            effects.addAll(accept(from, request, now));
        }
        return effects;
    }

    private List<Effect> accept(Peer from, Request request, Moment now) {
        Optional<DeviceCall> call = DeviceCall.accept(station, from, request, now);
        if (call.isEmpty()) {
            station.counters().count(Bad.ENVELOPE_REJECTED);
            return refuse(from, request, Answer.Outcome.NOT_ALLOWED, now);
        }
        Conversation conversation = call.get().conversation();
        remember(request, new Answered(from.id(), call.get().answer()), now);
        List<Effect> effects = new ArrayList<>(doorbell.endPreview(now));
        effects.addAll(microphone.accept(from, request, now));
        effects.addAll(call.get().begin(microphone.mode(), microphone.under(), now));
        effects.addAll(calls.add(conversation, now));
        // Whoever is let in while it rings has answered, with or without naming the ring.
        effects.addAll(doorbell.answered(from, now));
        return effects;
    }

    /** Not remembered: it is stale for ever, and a replayed one must not fill the memory. */
    private List<Effect> stale(Peer from, Request request, Moment now) {
        station.counters().count(Bad.REQUEST_STALE);
        return say(from, request, Answer.Outcome.STALE, now);
    }

    /** It may not call at all: that it has asked is remembered, not what. */
    private List<Effect> turnAway(Peer from, Request request, Moment now) {
        turnedAway.note(from.id(), wanted(request), station.boot());
        return say(from, request, Answer.Outcome.NOT_ALLOWED, now);
    }

    private List<Effect> say(Peer from, Request request, Answer.Outcome outcome, Moment now) {
        return station.postOnce(
                from.id(), SignalKind.WINDOW_OPEN, request.call(), refusal(from, request, outcome), now);
    }

    /** It may call, but not now: said again later it would be let in, were it not remembered. */
    private List<Effect> refuse(Peer from, Request request, Answer.Outcome outcome, Moment now) {
        Bytes envelope = refusal(from, request, outcome);
        remember(request, new Answered(from.id(), envelope), now);
        return station.postOnce(from.id(), SignalKind.WINDOW_OPEN, request.call(), envelope, now);
    }

    private Bytes refusal(Peer from, Request request, Answer.Outcome outcome) {
        return station.seal(from.identity(), new Answer(request.call(), outcome, Bytes.EMPTY, List.of()));
    }

    private void remember(Request request, Answered answered, Moment now) {
        if (seen.isFull()) {
            seen.forgetOld();
            station.mintBoot(now);
        }
        seen.remember(request.call(), answered);
    }

    private static Effect note(EventName name, Object... fields) {
        return new Effect.Note(Event.of(name, fields));
    }
}
