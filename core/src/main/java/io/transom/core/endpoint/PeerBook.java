package io.transom.core.endpoint;

import io.transom.wire.EndpointId;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is in the household and where, as the manager last told. */
public final class PeerBook {
    /** What one message of the manager can hold, twice: everybody, and whoever was asked for by name since. */
    static final int MOST = 2 * ControlSignal.MOST_PEERS;

    /** What the {@code number}th message has told of somebody. */
    private record Known(Peer peer, long number) {}

    private final Map<EndpointId, Known> peers = new LinkedHashMap<>();

    /**
     * An answer to the empty question is everybody: who isn't in it is gone. What a later message has told stays: a list may
     * be overtaken on its way.
     *
     * @param number of the message, in the order in which the manager has sent them over this connection
     */
    public void learn(ControlSignal.Peers told, long number) {
        if (told.question().isEmpty()) {
            peers.values().removeIf(known -> known.number() < number);
        }
        told.peers().forEach(peer -> learn(peer, number));
    }

    /** A new connection: what the one before told may be long out of date. */
    void forget() {
        peers.clear();
    }

    public void learn(Peer peer, long number) {
        Known before = peers.get(peer.id());
        if (before == null ? peers.size() < MOST : before.number() <= number) {
            peers.put(peer.id(), new Known(peer, number));
        }
    }

    public Optional<Peer> byId(EndpointId id) {
        return Optional.ofNullable(peers.get(id)).map(Known::peer);
    }

    /** Where the manager has seen {@code peer}, by what it has told last. */
    public List<UdpAddress> attested(Peer peer) {
        return byId(peer.id()).orElse(peer).attested();
    }

    public Optional<Peer> byName(String name) {
        return peers.values().stream()
                .map(Known::peer)
                .filter(peer -> peer.name().equals(name))
                .findFirst();
    }

    public List<Peer> all() {
        List<Peer> all = new ArrayList<>();
        peers.values().forEach(known -> all.add(known.peer()));
        return all;
    }
}
