package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;

/** A member of the household that says whatever the test wants. */
final class Mallory implements Endpoint {
    final Station station;
    final List<ControlSignal.Down> heard = new ArrayList<>();

    Mallory(Station.Settings settings, Entropy entropy) {
        station = new Station(settings, entropy);
    }

    @Override
    public List<Effect> on(Input input, Moment now) {
        List<Effect> effects = new ArrayList<>();
        switch (input) {
            case Input.ChallengeArrived arrived -> effects.addAll(station.onChallenge(arrived, now));
            case Input.Connected connected -> effects.addAll(station.onConnected(now));
            case Input.MessageArrived arrived ->
                station.onMessage(arrived, now, effects).ifPresent(heard::add);
            case Input.SocketsBound bound -> station.onSocketsBound(bound, now);
            case Input.DatagramArrived arrived -> station.onStun(arrived, now, effects);
            default -> {}
        }
        effects.addAll(station.wake(now));
        return effects;
    }

    @Override
    public Moment wakeAt() {
        return station.wakeAt();
    }

    List<Effect> say(EndpointId to, SignalKind kind, CallId call, Bytes envelope) {
        return station.postOnce(to, kind, call, envelope, Moment.ZERO);
    }

    List<Effect> say(PublicIdentity to, PeerSignal signal) {
        return say(to.id(), signal.kind(), signal.call(), station.seal(to, signal));
    }

    long heardOf(SignalKind kind) {
        return heard.stream()
                .filter(down -> down instanceof ControlSignal.Deliver deliver && deliver.kind() == kind)
                .count();
    }
}
