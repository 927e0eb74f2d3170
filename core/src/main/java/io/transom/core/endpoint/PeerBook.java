package io.transom.core.endpoint;

import io.transom.wire.EndpointId;
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

    private final Map<EndpointId, Peer> peers = new LinkedHashMap<>();

    /** An answer to the empty question is everybody: who isn't in it is gone. */
    public void learn(ControlSignal.Peers told) {
        if (told.question().isEmpty()) {
            peers.clear();
        }
        told.peers().forEach(this::learn);
    }

    /** A new connection: what the one before told may be long out of date. */
    void forget() {
        peers.clear();
    }

    public void learn(Peer peer) {
        if (peers.size() < MOST || peers.containsKey(peer.id())) {
            peers.put(peer.id(), peer);
        }
    }

    public Optional<Peer> byId(EndpointId id) {
        return Optional.ofNullable(peers.get(id));
    }

    public Optional<Peer> byName(String name) {
        return peers.values().stream().filter(peer -> peer.name().equals(name)).findFirst();
    }

    public List<Peer> all() {
        return new ArrayList<>(peers.values());
    }
}
