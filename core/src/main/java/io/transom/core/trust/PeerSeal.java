package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.util.Optional;

/**
 * Envelopes between endpoints: HPKE (RFC 9180, mode auth) from the sender's key to the key that the receiver's id
 * commits to, bound to both ids, the kind and the call. At most {@code ControlSignal.MOST_ENVELOPE} octets.
 */
public final class PeerSeal {
    private PeerSeal() {}

    public static Bytes seal(Identity from, PublicIdentity to, PeerSignal signal, Entropy entropy) {
        throw new UnsupportedOperationException("being built");
    }

    /** Empty where it wasn't sealed by {@code from} to {@code self} for this kind and call, or doesn't decode. */
    public static Optional<PeerSignal> open(
            Identity self, PublicIdentity from, SignalKind kind, CallId call, Bytes envelope) {
        throw new UnsupportedOperationException("being built");
    }
}
