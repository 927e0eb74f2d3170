package io.transom.core.device;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.door.Lock;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Station;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
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
                lock.map(here -> carryOut(here.onAsk(from, ask, now), now)).orElseGet(() -> noLockHere(from, ask, now));
            case PeerSignal.ReleaseAnswer answer ->
                lock.map(here -> carryOut(here.onAnswer(from, answer, now), now))
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

    private List<Effect> carryOut(Lock.Reaction reaction, Moment now) {
        List<Effect> effects = new ArrayList<>(reaction.effects());
        reaction.reply().ifPresent(reply -> effects.addAll(say(reply.to(), reply.signal(), now)));
        return effects;
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
