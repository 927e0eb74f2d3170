package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.endpoint.Rebound;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.path.PathClass;
import io.transom.core.path.PathEngine;
import io.transom.core.path.PathEngine.Output;
import io.transom.core.path.Target;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of one call: the engine that seeks it and the relay that it may lead through, and what is noted about both. */
final class CallPath {
    /** What the call makes of its path. */
    interface Ear {
        /** From now on this is the way. */
        List<Effect> onProved(Way way, Moment now);

        /** There is none. */
        List<Effect> onLost(Moment now);

        /** A sealed signal rode in a valid null packet. */
        List<Effect> onCarried(SignalKind kind, Bytes envelope, Moment now);
    }

    private final Station station;
    private final CallId call;
    private final PathEngine engine;
    private final RelayClient relay;
    private final Tally tally;
    private final Ear ear;
    private final Moves moves;
    private final Minted minted;
    private final RelayClaim claim;
    private boolean over;
    private boolean carriesAnswer;

    CallPath(Station station, Peer peer, PathEngine.Settings settings, Tally tally, Ear ear) {
        this.station = station;
        this.moves = new Moves(station, peer, settings.call());
        this.minted = new Minted(station, peer, settings.call());
        this.call = settings.call();
        this.claim = new RelayClaim(station, call, peer.id());
        this.engine = new PathEngine(settings, station.allowance(), station.entropy());
        this.relay = new RelayClient(call, station.entropy(), new OurPlace());
        this.tally = tally;
        this.ear = ear;
    }

    private final class OurPlace implements RelayClient.Place {
        @Override
        public List<UdpAddress> relays() {
            return station.whereabouts().reflectors();
        }

        @Override
        public Optional<Bytes> proof(UdpAddress relay) {
            return station.whereabouts().proof(relay.ip().isV4());
        }

        @Override
        public void prove(Moment now) {
            station.whereabouts().askReflector(now);
        }
    }

    // ---- what happens to it ----

    boolean claims(Bytes datagram) {
        return engine.claims(datagram) || relay.claims(datagram);
    }

    List<Effect> onStun(Way way, Bytes datagram, Moment now) {
        if (relay.claims(datagram)) {
            relay.onStun(way, datagram, now);
            return wake(now);
        }
        return follow(engine.onStun(way, datagram, now), now);
    }

    /** Whether the way leads through no relay. */
    boolean isDirect() {
        return engine.hasDirect();
    }

    List<Effect> onVoice(Way way, Moment now) {
        return follow(engine.onVoice(way, now), now);
    }

    List<Effect> onGranted(RelayGranted granted, Moment now) {
        claim.onGranted();
        relay.onGranted(granted, now);
        // The manager grants in the instant in which it hands the other end the request.
        List<Effect> effects = new ArrayList<>(follow(engine.peerIsTold(now), now));
        effects.addAll(wake(now));
        return effects;
    }

    List<Effect> onTunnelOpened(Moment now) {
        relay.onTunnelOpened(now);
        return wake(now);
    }

    List<Effect> onTunnelClosed(Moment now) {
        relay.onTunnelClosed(now);
        return wake(now);
    }

    List<Effect> onSocketsBound(Rebound rebound, int sockets, Moment now) {
        relay.onSocketsBound(rebound::stands, now);
        return follow(engine.onSocketsBound(sockets, rebound::stands, now), now);
    }

    void leaveLink() {
        engine.leaveLink();
    }

    /** The peer says where it is now. */
    List<Effect> onMoved(Bytes envelope, Moment now) {
        return moves.hear(envelope).map(targets -> seekAt(targets, now)).orElse(List.of());
    }

    /** The manager attests other addresses of the peer's than before: among them may be what it named. */
    List<Effect> onPeers(Moment now) {
        return moves.attested()
                .map(targets -> moves.haveMoved() ? seekAt(targets, now) : aim(targets, now))
                .orElse(List.of());
    }

    /** The peer's request or answer names where it may be. */
    void named(List<Candidate> candidates) {
        moves.named(candidates);
    }

    private List<Effect> seekAt(List<Target> targets, Moment now) {
        minted.aimed(targets, now);
        return follow(engine.follow(targets, now), now);
    }

    /** The peer can be found only by trying. */
    List<Effect> onProbe(Bytes envelope, Moment now) {
        return minted.hear(envelope)
                .map(probe -> follow(engine.seekNear(probe.socket(), probe.near(), probe.step(), now), now))
                .orElse(List.of());
    }

    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (!over) {
            effects.addAll(keepUp(now));
        }
        if (!over) {
            effects.addAll(claim.wake(now));
            minted.tell(engine.hasDirect(), now, effects)
                    .ifPresent(to -> effects.addAll(follow(engine.spreadTo(to, minted.isForetold(), now), now)));
        }
        effects.addAll(relay.wake(now));
        effects.addAll(follow(engine.relay(relay.bound(), relay.wasFoundAgain(), now), now));
        return effects;
    }

    /** Where are we, does the relay know, does the peer? In trouble these are asked before anybody tells. */
    private List<Effect> keepUp(Moment now) {
        if (engine.isTroubled(now)) {
            station.whereabouts().askReflector(now);
            relay.onTrouble(now);
        }
        Optional<Bytes> told = moves.tell(now);
        if (told.isEmpty()) {
            return List.of();
        }
        relay.onMoved(now);
        minted.moved(now);
        if (!carriesAnswer) {
            carry(SignalKind.MOVED, told.get());
        }
        return follow(engine.renewProbing(), now);
    }

    Moment wakeAt() {
        return engine.wakeAt()
                .earlier(relay.wakeAt())
                .earlier(over ? Moment.NEVER : minted.tellAt().earlier(claim.wakeAt()));
    }

    // ---- what the call does with it ----

    List<Effect> aim(List<Target> targets, Moment now) {
        minted.aimed(targets, now);
        return follow(engine.aim(targets, now), now);
    }

    /** The answer rides in the null packets until a path is proved; nothing takes its place before. */
    void carryAnswer(Bytes envelope) {
        carry(SignalKind.WINDOW_OPEN, envelope);
        carriesAnswer = true;
    }

    /** Lets a sealed signal ride in the null packets until another takes its place, or a path is proved. */
    private void carry(SignalKind kind, Bytes envelope) {
        engine.carry(Optional.of(Bytes.join(Bytes.of((byte) kind.octet()), envelope)));
    }

    /** The call is over: what still happens is told to nobody here. */
    List<Effect> end() {
        over = true;
        return spares(engine.stopProbing());
    }

    /** Over and told: {@code kind} rides in the null packets that leave now and in those that follow. */
    List<Effect> sayNow(SignalKind kind, Bytes envelope, Moment now) {
        carry(kind, envelope);
        return follow(engine.sayNow(now), now);
    }

    /** Nothing leaves any more. */
    List<Effect> close() {
        List<Effect> effects = new ArrayList<>(spares(engine.close()));
        effects.addAll(relay.close());
        return effects;
    }

    /** They are given back however it stands with the call. */
    private List<Effect> spares(List<Output> outputs) {
        return outputs.stream().flatMap(output -> spare(output).stream()).toList();
    }

    private static Optional<Effect> spare(Output output) {
        return switch (output) {
            case Output.SpareWanted wanted -> Optional.of(new Effect.OpenSpareSocket(wanted.socket()));
            case Output.SpareDone done -> Optional.of(new Effect.CloseSpareSocket(done.socket()));
            default -> Optional.empty();
        };
    }

    // ---- what the engine wants ----

    private List<Effect> follow(List<Output> outputs, Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Output output : outputs) {
            if (output instanceof Output.Transmit transmit) {
                tally.sent();
                effects.add(new Effect.SendDatagram(transmit.way(), transmit.datagram()));
            } else if (spare(output).isPresent()) {
                effects.add(spare(output).get());
            } else if (!over) {
                effects.addAll(follow(output, now));
            }
        }
        return effects;
    }

    private List<Effect> follow(Output output, Moment now) {
        return switch (output) {
            case Output.Transmit ignored -> List.of();
            case Output.SpareWanted ignored -> List.of();
            case Output.SpareDone ignored -> List.of();
            case Output.Tried tried ->
                List.of(note(
                        EventName.PATH_TRIED,
                        "way",
                        tried.way().toString(),
                        "why",
                        tried.why().text()));
            case Output.WindowOpened opened -> onOpened(opened);
            case Output.NullPacketReceived received -> {
                tally.heardThem();
                yield List.of(note(EventName.NULL_PACKET_RECEIVED, ends(received.way())));
            }
            case Output.Answered answered ->
                List.of(note(
                        EventName.PATH_ANSWERED,
                        "way",
                        answered.way().toString(),
                        "rttMs",
                        answered.roundTrip().toNanos() / 1e6));
            case Output.CarriedSignal signal -> onCarried(signal.kindAndEnvelope(), now);
            case Output.PathProved proof -> onProved(proof, now);
            case Output.PathLost lost -> onLost(lost, now);
        };
    }

    private List<Effect> onOpened(Output.WindowOpened opened) {
        Effect tried = note(
                EventName.PATH_TRIED,
                "way",
                opened.way().toString(),
                "why",
                opened.why().text());
        // A relay is no firewall: what leaves to it opens no window that matters to the other end.
        return opened.way() instanceof Way.Direct
                ? List.of(note(EventName.WINDOW_OPENED, ends(opened.way())), tried)
                : List.of(tried);
    }

    private List<Effect> onCarried(Bytes kindAndEnvelope, Moment now) {
        if (kindAndEnvelope.isEmpty()) {
            return List.of();
        }
        Bytes envelope = kindAndEnvelope.slice(1, kindAndEnvelope.length());
        return SignalKind.of(kindAndEnvelope.at(0))
                .map(kind -> kind == SignalKind.MOVED ? onMoved(envelope, now) : ear.onCarried(kind, envelope, now))
                .orElse(List.of());
    }

    private List<Effect> onProved(Output.PathProved proof, Moment now) {
        tally.proved();
        if (engine.hasDirect()) {
            station.outbox().doneAll(SignalKind.PROBE, call);
        }
        // By way of the relay the answer has arrived; that we have moved matters as long as there is nothing better.
        if (carriesAnswer || proof.path() != PathClass.RELAY && proof.path() != PathClass.TUNNEL) {
            engine.carry(Optional.empty());
            carriesAnswer = false;
        }
        Object[] ends = ends(proof.way());
        List<Effect> effects = new ArrayList<>();
        effects.add(note(
                EventName.PATH_PROVED,
                "path",
                proof.path().text(),
                ends[0],
                ends[1],
                ends[2],
                ends[3],
                "rttMs",
                proof.roundTrip().toNanos() / 1e6));
        effects.add(note(EventName.PATH_CHOSEN, "way", proof.way().toString(), "because", proof.because()));
        effects.addAll(ear.onProved(proof.way(), now));
        return effects;
    }

    private List<Effect> onLost(Output.PathLost lost, Moment now) {
        tally.lost();
        List<Effect> effects = new ArrayList<>();
        effects.add(note(EventName.PATH_LOST, "remote", lost.way().toString()));
        effects.addAll(ear.onLost(now));
        return effects;
    }

    private Object[] ends(Way way) {
        String local = switch (way) {
            case Way.Direct direct -> station.whereabouts().localText(direct.socket(), direct.remote());
            case Way.Relayed relayed -> station.whereabouts().localText(relayed.socket(), relayed.relay());
            case Way.Tunnelled ignored -> "the tunnel";
        };
        return new Object[] {"local", local, "remote", way.toString()};
    }

    private Effect note(EventName name, Object... fields) {
        Object[] all = new Object[fields.length + 2];
        all[0] = "call";
        all[1] = call.toString();
        System.arraycopy(fields, 0, all, 2, fields.length);
        return new Effect.Note(Event.of(name, all));
    }
}
