package io.transom.core.caller;

import io.transom.core.Effect;
import io.transom.core.call.Conversation;
import io.transom.core.call.Reasons;
import io.transom.core.door.Opener;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.PinBook;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The door that the person at the app wants open, one at a time: finds its lock, and carries what opener and lock say. */
final class Doors {
    private record Opening(Opener opener, Peer lock) {
        boolean isWith(EndpointId id, CallId call) {
            return lock.id().equals(id) && opener.ask().call().equals(call);
        }
    }

    private final Station station;
    private final Identity self;
    private Optional<Wanted> wanted = Optional.empty();
    private Optional<Opening> opening = Optional.empty();

    Doors(Station station, Identity self) {
        this.station = station;
        this.self = self;
    }

    /** @param lock the name of the lock's endpoint; empty for the one that {@code talkingTo} is with */
    List<Effect> open(String lock, Optional<Conversation> talkingTo, Moment now) {
        Optional<String> name =
                lock.isEmpty() ? talkingTo.map(call -> call.peer().name()) : Optional.of(lock);
        if (name.isEmpty()) {
            return refused("", "there is no call whose door could be meant: name one");
        }
        if (wanted.isPresent() || opening.isPresent()) {
            return refused(name.get(), "a door is being asked to open already");
        }
        CallId call = talkingTo.map(Conversation::call).orElseGet(() -> CallId.random(station.entropy()));
        wanted = Optional.of(Wanted.of(name.get(), call, now.plus(Conversation.SETUP_TIMEOUT), now));
        return List.of();
    }

    /** The manager has told who is there. */
    void learn(ControlSignal.Peers told, Moment now) {
        wanted = wanted.map(at -> at.learn(told, station.peers(), now));
    }

    List<Effect> onSignal(EndpointId from, SignalKind kind, CallId call, Bytes envelope, Moment now) {
        Optional<Opening> at = opening.filter(open -> open.isWith(from, call));
        if (at.isEmpty()) {
            station.counters().count(Bad.SIGNAL_UNEXPECTED);
            return List.of();
        }
        return station.open(at.get().lock().identity(), kind, call, envelope)
                .map(signal -> hear(at.get(), signal, now))
                .orElse(List.of());
    }

    List<Effect> onUndelivered(Undelivered undelivered) {
        if (undelivered.kind() != SignalKind.RELEASE_ASK && undelivered.kind() != SignalKind.RELEASE_ANSWER) {
            return List.of();
        }
        return switch (undelivered.reason()) {
            // Both pass; what was said is said again until the wish is over.
            case TOO_MANY, NOT_REGISTERED -> List.of();
            case NOT_ALLOWED, UNKNOWN_ENDPOINT ->
                opening.filter(at -> at.isWith(undelivered.to(), undelivered.call()))
                        .flatMap(at -> at.opener()
                                .onUnreachable(Reasons.undelivered(at.lock().name(), undelivered.reason())))
                        .map(this::over)
                        .orElse(List.of());
        };
    }

    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>(pursue(now));
        opening.flatMap(at -> at.opener().wake(now)).ifPresent(result -> effects.addAll(over(result)));
        return effects;
    }

    Moment wakeAt() {
        return wanted.map(Wanted::wakeAt)
                .orElse(Moment.NEVER)
                .earlier(opening.map(at -> at.opener().wakeAt()).orElse(Moment.NEVER));
    }

    // ---- the lock is sought ----

    private List<Effect> pursue(Moment now) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Wanted at = wanted.get();
        Optional<Peer> lock = station.peers().byName(at.name()).filter(Peer::online);
        if (station.online() && lock.isPresent()) {
            wanted = Optional.empty();
            return ask(lock.get(), at, now);
        }
        if (at.isOver(now)) {
            wanted = Optional.empty();
            return refused(at.name(), at.whyNot());
        }
        boolean look = at.nextLookup().reached(now);
        if (look) {
            wanted = Optional.of(at.looking(now.plus(Caller.LOOKUP_AGAIN)));
        }
        return look && station.online() ? station.lookUp(at.name()) : List.of();
    }

    private List<Effect> ask(Peer lock, Wanted wish, Moment now) {
        if (lock.role() != Role.DEVICE) {
            return refused(lock.name(), Reasons.notADevice(lock.name()));
        }
        Optional<String> objection = station.household().objection(lock.id(), now);
        if (objection.isPresent()) {
            station.counters().count(Bad.NOT_ALLOWED);
            return refused(lock.name(), objection.get());
        }
        if (station.judge(lock) == PinBook.Judgement.OTHER) {
            station.counters().count(Bad.PIN_BROKEN);
            return refused(lock.name(), Reasons.otherKeys(lock.name()));
        }
        List<Effect> effects = new ArrayList<>();
        station.pins().pin(lock).ifPresent(effects::add);
        Opener opener =
                new Opener(self, lock.identity(), lock.name(), wish.call(), "", station.entropy(), wish.deadline());
        opening = Optional.of(new Opening(opener, lock));
        effects.addAll(station.post(lock.identity(), opener.ask(), Outbox.Pace.CALL, opener.deadline(), now));
        return effects;
    }

    // ---- the lock has said something ----

    private List<Effect> hear(Opening at, PeerSignal signal, Moment now) {
        return switch (signal) {
            case PeerSignal.ReleaseChallenge challenge ->
                at.opener()
                        .onChallenge(challenge, now)
                        .map(answer -> answer(at, answer, now))
                        .orElse(List.of());
            case PeerSignal.ReleaseDone done ->
                at.opener().onDone(done).map(this::over).orElse(List.of());
            default -> List.of();
        };
    }

    private List<Effect> answer(Opening at, PeerSignal.ReleaseAnswer answer, Moment now) {
        station.outbox().done(SignalKind.RELEASE_ASK, at.lock().id(), answer.call());
        return station.post(
                at.lock().identity(), answer, Outbox.Pace.CALL, at.opener().deadline(), now);
    }

    private List<Effect> over(Opener.Result result) {
        Opening at = opening.orElseThrow();
        opening = Optional.empty();
        CallId call = at.opener().ask().call();
        station.outbox().done(SignalKind.RELEASE_ASK, at.lock().id(), call);
        station.outbox().done(SignalKind.RELEASE_ANSWER, at.lock().id(), call);
        return switch (result.verdict()) {
            case OPENED ->
                List.of(
                        new Effect.Note(Event.of(
                                EventName.RELEASED,
                                "call",
                                call.toString(),
                                "door",
                                at.lock().name())),
                        new Effect.DoorAnswered(true, result.words()));
            case REFUSED, UNKNOWN -> refused(at.lock().name(), result.words());
        };
    }

    private static List<Effect> refused(String door, String words) {
        return List.of(
                new Effect.Note(Event.of(EventName.RELEASE_REFUSED, "door", door, "reason", words)),
                new Effect.DoorAnswered(false, words));
    }
}
