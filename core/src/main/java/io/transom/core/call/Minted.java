package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.PortForecast;
import io.transom.core.endpoint.Station;
import io.transom.core.path.Target;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.PeerSignal.Probe;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One end's router mints a port per peer, and the other's lets in only a port that it has sent to: that end says so, once
 * for each place that either has in a call, and both try many ports. Where both mint ports each would have to guess two at once: they stay on the relay.
 */
final class Minted {
    /** What can be had by punching has been had by then, over lines of up to 50 ms a leg; others try in vain for a moment. */
    static final Duration PUNCHED_BY = Duration.ofMillis(250);

    /** The new router has been asked by then how it maps. */
    static final Duration MOVED_BY = Duration.ofSeconds(1);

    /** Before the manager has attested where we are, the peer would not try there. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /** The other end is through with its tries ten seconds after the first that it hears. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(3);

    /** Where the peer is to be sought: other ports of {@code near}, from {@code socket}. */
    record Sought(int socket, UdpAddress near, int step) {}

    private final Station station;
    private final Peer peer;
    private final CallId call;
    private Optional<UdpAddress> theirs = Optional.empty();
    private Moment tellAt = Moment.NEVER;
    private Moment giveUp = Moment.NEVER;
    private boolean foretold;

    Minted(Station station, Peer peer, CallId call) {
        this.station = station;
        this.peer = peer;
        this.call = call;
    }

    /** The two ends have agreed on where the peer is; elsewhere than before, it is begun anew. */
    void aimed(List<Target> targets, Moment now) {
        Optional<UdpAddress> agreed = targets.stream()
                .filter(Target::isAgreed)
                .map(Target::address)
                .filter(address ->
                        ours().filter(own -> sameFamily(own, address)).isPresent())
                .findFirst();
        if (agreed.isPresent() && !agreed.equals(theirs)) {
            theirs = agreed;
            tellAt = now.plus(PUNCHED_BY);
            giveUp = now.plus(Moves.WORTH_TELLING);
        }
    }

    /** We are elsewhere now. */
    void moved(Moment now) {
        tellAt = theirs.isPresent() ? now.plus(MOVED_BY) : Moment.NEVER;
        giveUp = now.plus(Moves.WORTH_TELLING);
    }

    Moment tellAt() {
        return tellAt;
    }

    /** Whether the peer was told which ports come next. */
    boolean isForetold() {
        return foretold;
    }

    /** Tells the peer to seek us, if it is time. Returns to where our windows are to be opened. */
    Optional<UdpAddress> tell(boolean direct, Moment now, List<Effect> effects) {
        if (!tellAt.reached(now)) {
            return Optional.empty();
        }
        Optional<UdpAddress> own = ours();
        if (own.filter(station::attested).isEmpty() && !giveUp.reached(now)) {
            tellAt = now.plus(LOOK_AGAIN);
            return Optional.empty();
        }
        tellAt = Moment.NEVER;
        if (direct
                || own.isEmpty()
                || theirs.isEmpty()
                || !mints(station.whereabouts().firewall())
                || mints(theirFirewall())) {
            return Optional.empty();
        }
        Optional<PortForecast> forecast = station.whereabouts()
                .portForecast()
                .filter(next -> Math.abs(next.step()) <= Probe.LONGEST_STEP)
                .filter(next -> next.last().ip().equals(own.get().ip()));
        foretold = forecast.isPresent();
        Probe probe = new Probe(
                call,
                forecast.map(PortForecast::last).orElse(own.get()),
                forecast.map(PortForecast::step).orElse(0),
                theirs.get());
        effects.addAll(station.post(peer.identity(), probe, Outbox.Pace.CALL, now.plus(WORTH_TELLING), now));
        return theirs;
    }

    /** Whether and where to seek the peer, which says that only trying helps. */
    Optional<Sought> hear(Bytes envelope) {
        if (mints(station.whereabouts().firewall())) {
            return Optional.empty();
        }
        return station.open(peer.identity(), SignalKind.PROBE, call, envelope)
                .filter(Probe.class::isInstance)
                .map(Probe.class::cast)
                .flatMap(probe -> station.whereabouts().candidates().stream()
                        .filter(own -> own.type() == Candidate.Type.OBSERVED
                                && own.address().equals(probe.yours()))
                        .findFirst()
                        .map(own -> new Sought(own.socket(), probe.mine(), probe.step())));
    }

    /** As the manager told it last: it may have moved since the call began. */
    private Firewall theirFirewall() {
        return station.peers().byId(peer.id()).filter(Peer::online).orElse(peer).firewall();
    }

    /** Of the family that the firewall is measured in. */
    private Optional<UdpAddress> ours() {
        return station.whereabouts().observed().stream()
                .filter(seen -> seen.ip().isV4() == station.whereabouts().measuresV4())
                .findFirst();
    }

    private static boolean sameFamily(UdpAddress one, UdpAddress other) {
        return one.ip().isV4() == other.ip().isV4();
    }

    /** What isn't measured (one reflector address) is taken for a mapping that is the same for all. */
    private static boolean mints(Firewall firewall) {
        return switch (firewall.mapping()) {
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> true;
            case UNKNOWN, NONE, ENDPOINT_INDEPENDENT -> false;
        };
    }
}
