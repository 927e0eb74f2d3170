package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.wire.EndpointId;
import io.transom.wire.signal.Peer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which keys a name stands for: trusted at first use, held from then on, also against the manager. */
public final class PinBook {
    /** Names that one endpoint can ever hold; four times what a household's list carries. */
    static final int MOST = 256;

    /** What the book says about a peer's name and keys. */
    public enum Judgement {
        SAME,
        NEW,
        OTHER,
        FULL
    }

    private final Map<String, EndpointId> pins = new TreeMap<>();

    public PinBook(Map<String, EndpointId> known) {
        pins.putAll(known);
    }

    public Judgement judge(Peer peer) {
        EndpointId known = pins.get(peer.name());
        if (known != null) {
            return known.equals(peer.id()) ? Judgement.SAME : Judgement.OTHER;
        }
        return pins.size() < MOST ? Judgement.NEW : Judgement.FULL;
    }

    /** Pins a new name; what is to be remembered for good, if anything. */
    public Optional<Effect> pin(Peer peer) {
        if (judge(peer) != Judgement.NEW) {
            return Optional.empty();
        }
        pins.put(peer.name(), peer.id());
        return Optional.of(new Effect.Pin(peer.name(), peer.id()));
    }
}
