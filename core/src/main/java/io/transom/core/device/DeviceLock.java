package io.transom.core.device;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.door.Lock;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Station;
import io.transom.core.event.EventName;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.household.Right;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.ReleaseDone;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lock's post at a device: opens what comes for it, seals what it says. Nothing is repeated here: the app asks again. */
final class DeviceLock {
    private final Station station;
    private final Optional<Lock> lock;

    DeviceLock(Station station, Optional<Lock> lock) {
        this.station = station;
        this.lock = lock;
    }

    List<Effect> onSignal(Peer from, SignalKind kind, CallId call, Bytes envelope, Moment now) {
        Optional<PeerSignal> signal = station.open(from.identity(), kind, call, envelope);
        if (signal.isEmpty()) {
            return List.of();
        }
        return switch (signal.get()) {
            case PeerSignal.ReleaseAsk ask ->
                lock.map(here -> carryOut(here.onAsk(from, ask, now), Optional.of(from), call, now))
                        .orElseGet(() -> noLockHere(from, ask, now));
            case PeerSignal.ReleaseAnswer answer ->
                lock.map(here -> carryOut(here.onAnswer(from, answer, now), Optional.of(from), call, now))
                        .orElseGet(() -> noLockHere(from, answer, now));
            default -> {
                station.counters().count(Bad.SIGNAL_UNEXPECTED);
                yield List.of();
            }
        };
    }

    List<Effect> onRelay(Input.RelayAnswered answered, Moment now) {
        return lock.map(here -> carryOut(here.onRelay(answered.moved(), answered.reason(), now), now))
                .orElse(List.of());
    }

    List<Effect> wake(Moment now) {
        return lock.map(here -> carryOut(here.wake(now), now)).orElse(List.of());
    }

    Moment wakeAt() {
        return lock.map(Lock::wakeAt).orElse(Moment.NEVER);
    }

    /** What the relay said, or that it says nothing: the log knows already who wanted it. */
    private List<Effect> carryOut(Lock.Reaction reaction, Moment now) {
        return reaction.reply()
                .map(reply -> carryOut(
                        reaction, Optional.of(reply.to()), reply.signal().call(), now))
                .orElse(reaction.effects());
    }

    private List<Effect> carryOut(Lock.Reaction reaction, Optional<Peer> from, CallId call, Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Effect effect : reaction.effects()) {
            from.flatMap(member -> fact(effect, reaction, member, call))
                    .ifPresent(fact -> effects.addAll(station.audit().tell(fact, now)));
            effects.add(effect);
        }
        reaction.reply().ifPresent(reply -> effects.addAll(say(reply.to(), reply.signal(), now)));
        return effects;
    }

    /** What the log has to know of before it is done. */
    private static Optional<AuditFact> fact(Effect effect, Lock.Reaction reaction, Peer member, CallId call) {
        if (effect instanceof Effect.PulseRelay pulse) {
            return Optional.of(
                    AuditFact.by(Kind.DOOR_RELEASED, call, member, "right to " + Right.RELEASE.words(), pulse.door()));
        }
        if (effect instanceof Effect.Note note && note.event().name() == EventName.RELEASE_REFUSED) {
            boolean lockedOut = reaction.reply()
                    .filter(reply -> reply.signal() instanceof ReleaseDone done
                            && done.outcome() == ReleaseDone.Outcome.LOCKED_OUT)
                    .isPresent();
            String reason = note.event().text("reason").orElse("");
            return Optional.of(AuditFact.by(lockedOut ? Kind.LOCKED_OUT : Kind.DOOR_REFUSED, call, member, "", reason));
        }
        return Optional.empty();
    }

    private List<Effect> noLockHere(Peer to, PeerSignal.Release release, Moment now) {
        return say(
                to,
                new ReleaseDone(release.call(), release.request(), ReleaseDone.Outcome.NO_SUCH_DOOR, Duration.ZERO),
                now);
    }

    private List<Effect> say(Peer to, PeerSignal.Release signal, Moment now) {
        return station.postOnce(to.id(), signal.kind(), signal.call(), station.seal(to.identity(), signal), now);
    }
}
