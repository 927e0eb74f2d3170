package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.lan.Lan;
import io.transom.core.lan.Members;
import io.transom.core.lan.Subnet;
import io.transom.core.path.Target;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Who of the household can be reached now: in this home, by their own signed word, or by the manager's. Where the manager
 * is there its word counts, for it knows more; where it isn't, what it told last may be long out of date.
 */
public final class AtHome {
    private final Lan lan;
    private final PeerBook peers;
    private final BooleanSupplier managerIsThere;

    AtHome(
            Station.Settings settings,
            Bytes boot,
            Members members,
            PeerBook peers,
            Entropy entropy,
            BooleanSupplier managerIsThere,
            Counters counters) {
        this.peers = peers;
        this.managerIsThere = managerIsThere;
        this.lan = new Lan(
                settings.self(), members, boot, settings.bootNumber(), entropy, drop -> counters.count(bad(drop)));
    }

    private static Bad bad(Lan.Drop drop) {
        return switch (drop) {
            case RECORD -> Bad.LAN_RECORD_REJECTED;
            case SIGNAL -> Bad.LAN_SIGNAL_REJECTED;
            case FLOOD -> Bad.LAN_FLOOD;
        };
    }

    /** The links that {@code ours} are addresses on. */
    public List<Subnet> links(List<UdpAddress> ours) {
        return lan.links(ours);
    }

    // ---- what happens to it ----

    public void onLinks(Input.LinksChanged changed, Moment now) {
        lan.onLinks(changed.links(), now);
    }

    void onSocketsBound(Input.SocketsBound bound, Moment now) {
        List<UdpAddress> primary =
                bound.hosts().isEmpty() ? List.of() : bound.hosts().getFirst();
        lan.onHosts(primary, now);
    }

    void onBoot(Bytes boot, Moment now) {
        lan.onBoot(boot, now);
    }

    /** Something was said to everybody; who has come, or is elsewhere now, is noted. */
    public List<Effect> onMulticast(Input.MulticastHeard heard, Moment now) {
        return lan.onMulticast(heard.from(), heard.message(), now).stream()
                .<Effect>map(member -> new Effect.Note(Event.of(
                        EventName.FOUND_AT_HOME,
                        "name",
                        member.name(),
                        "remote",
                        heard.from().ip().toString())))
                .toList();
    }

    /** True for a datagram that {@link #onSignal} is to be told of. */
    public boolean claims(Input.DatagramArrived arrived) {
        return Lan.claims(arrived.datagram());
    }

    /** A sealed signal that came straight to us, as if the manager had delivered it. */
    public Optional<ControlSignal.Deliver> onSignal(Input.DatagramArrived arrived, Moment now) {
        return lan.onSignal(arrived.way(), arrived.datagram(), now)
                .map(heard ->
                        new ControlSignal.Deliver(heard.kind(), asTold(heard.from()), heard.call(), heard.envelope()));
    }

    // ---- who can be reached ----

    /** Everybody who is there, by anybody's word. */
    public List<Peer> reachable(Moment now) {
        Map<EndpointId, Peer> found = new LinkedHashMap<>();
        peers.all().stream().filter(Peer::online).forEach(peer -> found.put(peer.id(), peer));
        for (Peer here : lan.all(now)) {
            if (!managerIsThere.getAsBoolean() || !found.containsKey(here.id())) {
                found.put(here.id(), asTold(here));
            }
        }
        return new ArrayList<>(found.values());
    }

    /** Whoever is there under that name. */
    public Optional<Peer> named(String name, Moment now) {
        Optional<Peer> told =
                managerIsThere.getAsBoolean() ? peers.byName(name).filter(Peer::isCallable) : Optional.empty();
        return told.or(() -> lan.named(name, now).map(this::asTold));
    }

    /** What is known now of somebody who was there a moment ago. */
    public Peer freshest(Peer before, Moment now) {
        Optional<Peer> told = peers.byId(before.id()).filter(Peer::isCallable);
        Optional<Peer> here = lan.find(before.id(), now).map(this::asTold);
        return (managerIsThere.getAsBoolean() ? told.or(() -> here) : here.or(() -> told)).orElse(before);
    }

    /** Whether the manager isn't needed to reach it. */
    public boolean isHere(EndpointId id, Moment now) {
        return lan.find(id, now).isPresent();
    }

    /** The manager knows more of the same boot. */
    private Peer asTold(Peer here) {
        return peers.byId(here.id())
                .filter(told -> told.online() && told.boot().equals(here.boot()))
                .orElse(here);
    }

    /** Somebody is wanted who can't be reached: whoever is in this home is asked to say so. */
    public void seek(Moment now) {
        lan.seek(now);
    }

    /** Where null packets to somebody in this home may go, beside what both it and the manager name. */
    public List<Target> targets(EndpointId id, List<Candidate> sealed, Moment now) {
        return lan.targets(id, sealed, now);
    }

    // ---- what is sent ----

    List<Effect> send(ControlSignal.Up signal, Moment now) {
        return signal instanceof ControlSignal.Send send ? lan.send(send, now) : List.of();
    }

    List<Effect> wake(Moment now) {
        return lan.wake(now);
    }

    Moment wakeAt() {
        return lan.wakeAt();
    }

    List<Effect> shutDown() {
        return lan.shutDown();
    }
}
