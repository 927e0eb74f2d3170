package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.util.Optional;

/**
 * Envelopes between endpoints: HPKE (RFC 9180, mode auth) from the sender's key to the key that the receiver's id
 * commits to, bound to both ids, the kind and the call. At most {@code ControlSignal.MOST_ENVELOPE} octets.
 *
 * <pre>
 * enc (32) || seal(signal) with its tag (16)    additional data: both public identities || kind (1) || call (16)
 * </pre>
 */
public final class PeerSeal {
    private static final Bytes INFO = Bytes.utf8("transom envelope 1");

    private PeerSeal() {}

    public static Bytes seal(Identity from, PublicIdentity to, PeerSignal signal, Entropy entropy) {
        Hpke.Sealed sealed = Hpke.seal(
                Optional.of(from.agreement()),
                to.agreement(),
                INFO,
                additional(from.publicIdentity(), to, signal.kind(), signal.call()),
                SignalCodec.encode(signal),
                entropy);
        Bytes envelope = Bytes.join(sealed.encapsulated(), sealed.ciphertext());
        if (envelope.length() > ControlSignal.MOST_ENVELOPE) {
            throw new IllegalStateException("an envelope of " + envelope.length() + " octets is too long");
        }
        return envelope;
    }

    /** Empty where it wasn't sealed by {@code from} to {@code self} for this kind and call, or doesn't decode. */
    public static Optional<PeerSignal> open(
            Identity self, PublicIdentity from, SignalKind kind, CallId call, Bytes envelope) {
        if (envelope.length() < Hpke.ENCAPSULATED + Aead.TAG || envelope.length() > ControlSignal.MOST_ENVELOPE) {
            return Optional.empty();
        }
        return Hpke.open(
                        self.agreement(),
                        Optional.of(from.agreement()),
                        envelope.slice(0, Hpke.ENCAPSULATED),
                        INFO,
                        additional(from, self.publicIdentity(), kind, call),
                        envelope.slice(Hpke.ENCAPSULATED, envelope.length()))
                .flatMap(opened -> SignalCodec.decodePeer(kind, opened.plain()))
                .filter(signal -> signal.call().equals(call));
    }

    /** What the manager sees in the clear, so that it can't be put on another envelope. */
    private static Bytes additional(PublicIdentity from, PublicIdentity to, SignalKind kind, CallId call) {
        return Bytes.join(from.encode(), to.encode(), Bytes.of((byte) kind.octet()), call.octets());
    }
}
