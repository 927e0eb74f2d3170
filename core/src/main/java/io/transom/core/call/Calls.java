package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Rebound;
import io.transom.core.endpoint.Station;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.stun.Datagrams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of one endpoint: one that goes on, and those whose other end is still being told that they are over. */
public final class Calls {
    /** Each is kept for a second at most, and there is one call at a time: more is a flood. */
    static final int MOST = 8;
    /** A grant comes just before its call does; of several the last ones count. */
    static final int MOST_GRANTS = 4;

    private final Station station;
    private final List<Conversation> calls = new ArrayList<>();
    private final Map<CallId, RelayGranted> grants = new LinkedHashMap<>();

    public Calls(Station station) {
        this.station = station;
    }

    /** The call that goes on. */
    public Optional<Conversation> active() {
        for (Conversation call : calls) {
            if (!call.ended()) {
                return Optional.of(call);
            }
        }
        return Optional.empty();
    }

    /** Whether a call goes on that has no direct way yet: it has the right of way. */
    public boolean isSeeking() {
        return active().filter(call -> !call.isDirect()).isPresent();
    }

    /** Takes a new call; the oldest ended one makes room. */
    public List<Effect> add(Conversation call, Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (calls.size() >= MOST) {
            calls.stream().filter(Conversation::ended).findFirst().ifPresent(ended -> {
                effects.addAll(ended.close());
                calls.remove(ended);
            });
        }
        calls.add(call);
        Optional.ofNullable(grants.remove(call.call())).ifPresent(grant -> effects.addAll(call.onGranted(grant, now)));
        return effects;
    }

    /** The manager lends a call its relay; the device hears of that before it hears of the call. */
    public List<Effect> onGranted(RelayGranted granted, Moment now) {
        Optional<Conversation> call = find(granted.call());
        if (call.isEmpty()) {
            grants.put(granted.call(), granted);
            if (grants.size() > MOST_GRANTS) {
                grants.remove(grants.keySet().iterator().next());
            }
        }
        return call.map(found -> found.onGranted(granted, now)).orElse(List.of());
    }

    public List<Effect> onTunnelOpened(CallId id, Moment now) {
        return find(id).map(call -> call.onTunnelOpened(now)).orElse(List.of());
    }

    public List<Effect> onTunnelClosed(CallId id, Moment now) {
        return find(id).map(call -> call.onTunnelClosed(now)).orElse(List.of());
    }

    /** A datagram that isn't media: an answer of the reflector, a null packet of a call, or nothing of ours. */
    public List<Effect> onDatagram(Input.DatagramArrived arrived, Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (Datagrams.kind(arrived.datagram()) == Datagrams.Kind.STUN) {
            if (station.onStun(arrived, now, effects)) {
                return effects;
            }
            for (Conversation call : calls) {
                if (call.claims(arrived.datagram())) {
                    return call.onStun(arrived.way(), arrived.datagram(), now);
                }
            }
        }
        station.counters().count(Bad.DATAGRAM_UNCLAIMED);
        return effects;
    }

    public List<Effect> onSocketsBound(Rebound rebound, Moment now) {
        if (!rebound.onALink()) {
            calls.forEach(Conversation::leaveLink);
        }
        return active().filter(call -> rebound.other())
                .map(call -> call.onSocketsBound(rebound, now))
                .orElse(List.of());
    }

    public List<Effect> onVoice(Input.VoiceHeard heard, Moment now) {
        return find(heard.call()).map(call -> call.onVoice(heard.way(), now)).orElse(List.of());
    }

    public List<Effect> onFirstSound(CallId id) {
        return find(id).map(Conversation::onFirstSound).orElse(List.of());
    }

    /** A hang-up that came through the manager; one about a call that is over is a late repeat. */
    public List<Effect> onHangUp(Deliver deliver, Moment now) {
        Optional<Conversation> call = find(deliver.call());
        if (call.isEmpty()) {
            station.counters().count(Bad.SIGNAL_UNEXPECTED);
        }
        return call.map(found -> found.onHangUp(deliver.envelope(), now)).orElse(List.of());
    }

    /** The other end of a call is elsewhere now. */
    public List<Effect> onMoved(Deliver deliver, Moment now) {
        List<Effect> effects = new ArrayList<>(onPeers(now));
        Optional<Conversation> call = find(deliver.call())
                .filter(found -> found.peer().id().equals(deliver.from().id()));
        if (call.isEmpty()) {
            station.counters().count(Bad.SIGNAL_UNEXPECTED);
        }
        call.ifPresent(found -> effects.addAll(found.onMoved(deliver.envelope(), now)));
        return effects;
    }

    /** The other end of a call can be found only by trying. */
    public List<Effect> onProbe(Deliver deliver, Moment now) {
        Optional<Conversation> call = find(deliver.call())
                .filter(found -> found.peer().id().equals(deliver.from().id()));
        if (call.isEmpty()) {
            station.counters().count(Bad.SIGNAL_UNEXPECTED);
        }
        return call.map(found -> found.onProbe(deliver.envelope(), now)).orElse(List.of());
    }

    /** The manager has told who is there, and where. */
    public List<Effect> onPeers(Moment now) {
        return active().map(call -> call.onPeers(now)).orElse(List.of());
    }

    /** The person here ends this call. */
    public List<Effect> hangUp(CallId id, Moment now) {
        return find(id).map(call -> call.hangUp(PeerSignal.HangUp.Reason.HUNG_UP, Reasons.HUNG_UP, now))
                .orElse(List.of());
    }

    public List<Effect> hangUpAll(Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Conversation call : List.copyOf(calls)) {
            effects.addAll(call.hangUp(PeerSignal.HangUp.Reason.SHUTTING_DOWN, Reasons.SHUT_DOWN, now));
        }
        return effects;
    }

    public List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>(endWithStrangers(now));
        for (Conversation call : List.copyOf(calls)) {
            effects.addAll(call.wake(now));
            if (call.forgettable(now)) {
                effects.addAll(call.close());
                calls.remove(call);
            }
        }
        return effects;
    }

    /** Who is no member any more, or may not do any more what it called by, talks no more, in that instant. */
    private List<Effect> endWithStrangers(Moment now) {
        return active().flatMap(call ->
                        objection(call, now).map(reason -> call.hangUp(PeerSignal.HangUp.Reason.HUNG_UP, reason, now)))
                .orElse(List.of());
    }

    private Optional<String> objection(Conversation call, Moment now) {
        EndpointId peer = call.peer().id();
        return call.needs().isPresent()
                ? station.household().objection(peer, call.needs().get(), now)
                : station.household().objection(peer, now);
    }

    public Moment wakeAt() {
        Moment earliest = Moment.NEVER;
        for (Conversation call : calls) {
            earliest = earliest.earlier(call.wakeAt());
        }
        return earliest;
    }

    private Optional<Conversation> find(CallId id) {
        for (Conversation call : calls) {
            if (call.call().equals(id)) {
                return Optional.of(call);
            }
        }
        return Optional.empty();
    }
}
