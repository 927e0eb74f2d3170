package io.transom.core.call;

import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.Station;
import io.transom.core.path.Target;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.PeerSignal.Moved;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One end of a call comes to be seen elsewhere while it lasts, or its router grants it a port: it says so, and the other end seeks it there once the
 * manager attests that as well.
 */
final class Moves {
    /** A control connection that died with the old address is back by then; later the call is over or found its way. */
    static final Duration WORTH_TELLING = Duration.ofSeconds(20);

    private final Station station;
    private final Peer peer;
    private final CallId call;
    private int knownMoves;
    private List<UdpAddress> told;
    private int ourSequence;
    private int theirSequence;
    /** What the peer named last: in its request or answer at first, in a signal of its own later. */
    private List<Candidate> theirs = List.of();

    private List<UdpAddress> aimedWith = List.of();

    Moves(Station station, Peer peer, CallId call) {
        this.station = station;
        this.peer = peer;
        this.call = call;
        this.knownMoves = station.whereabouts().moves();
        this.told = station.whereabouts().reachable();
    }

    /** Says where we are, if that is elsewhere than we said last: through the manager, and what is returned by null packets. */
    Optional<Bytes> tell(Moment now) {
        if (station.whereabouts().moves() == knownMoves) {
            return Optional.empty();
        }
        knownMoves = station.whereabouts().moves();
        List<UdpAddress> seen = station.whereabouts().reachable();
        if (station.whereabouts().observed().isEmpty() || seen.equals(told) || ourSequence == Moved.LAST_SEQUENCE) {
            return Optional.empty();
        }
        told = seen;
        ourSequence++;
        Bytes envelope = station.seal(
                peer.identity(),
                new Moved(call, ourSequence, station.whereabouts().candidates()));
        station.postBehindRegistration(
                peer.id(), SignalKind.MOVED, call, envelope, Outbox.Pace.CALL, now.plus(WORTH_TELLING), now);
        return Optional.of(envelope);
    }

    /** Where the peer is to be sought from now on; empty where that is nothing new, or nothing that the rules permit yet. */
    Optional<List<Target>> hear(Bytes envelope) {
        return station.open(peer.identity(), SignalKind.MOVED, call, envelope)
                .filter(signal -> signal instanceof Moved moved && moved.sequence() > theirSequence)
                .flatMap(signal -> {
                    Moved moved = (Moved) signal;
                    theirSequence = moved.sequence();
                    theirs = moved.candidates();
                    return agree();
                });
    }

    /** The peer's request or answer named these. */
    void named(List<Candidate> candidates) {
        aimedWith = attestedNow();
        if (theirSequence == 0) {
            theirs = candidates;
        }
    }

    /** True where it has said itself where it is now; what it named before is void then. */
    boolean haveMoved() {
        return theirSequence != 0;
    }

    /** Where the peer is to be sought after the manager has attested other addresses; empty where that is nothing new. */
    Optional<List<Target>> attested() {
        return attestedNow().equals(aimedWith) ? Optional.empty() : agree();
    }

    private Optional<List<Target>> agree() {
        aimedWith = attestedNow();
        List<Target> targets = Targets.of(station).agreed(theirs, aimedWith).stream()
                .map(target -> haveMoved() && target.isAgreed()
                        ? new Target(target.type(), target.address(), Target.Why.MOVED)
                        : target)
                .toList();
        // What it named isn't attested yet: where it was is still better than nothing.
        return targets.isEmpty() ? Optional.empty() : Optional.of(targets);
    }

    private List<UdpAddress> attestedNow() {
        return station.peers().attested(peer);
    }
}
