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
 * Envelopes between endpoints: signed by the sender (Ed25519), then sealed by HPKE (RFC 9180, mode auth) from the sender's
 * key to the key that the receiver's id commits to; both are bound to both ends, the kind and the call. At most
 * {@code ControlSignal.MOST_ENVELOPE} octets.
 *
 * <pre>
 * enc (32) || seal(signal || signature (64)) with its tag (16)
 *   bound       both public identities || kind (1) || call (16): the seal's additional data
 *   signed      "transom signed signal 1" || bound || signal
 * </pre>
 *
 * HPKE alone proves the sender to nobody but who has kept the receiver's key to itself: with that key anybody can be made
 * the sender (RFC 9180 section 9.1.1). The signature needs the sender's own key. It is inside, so that who carries an
 * envelope can't tell by it who has sealed it; and it names the receiver, so that nobody can pass on what was said to it.
 * What is sealed anew with a true signature is a repetition, and is taken as one.
 */
public final class PeerSeal {
    private static final Bytes INFO = Bytes.utf8("transom envelope 2");
    private static final Bytes DOMAIN = Bytes.utf8("transom signed signal 1");

    private PeerSeal() {}

    public static Bytes seal(Identity from, PublicIdentity to, PeerSignal signal, Entropy entropy) {
        Bytes bound = bound(from.publicIdentity(), to, signal.kind(), signal.call());
        Bytes octets = SignalCodec.encode(signal);
        Hpke.Sealed sealed = Hpke.seal(
                Optional.of(from.agreement()),
                to.agreement(),
                INFO,
                bound,
                Bytes.join(octets, from.sign(signed(bound, octets))),
                entropy);
        Bytes envelope = Bytes.join(sealed.encapsulated(), sealed.ciphertext());
        if (envelope.length() > ControlSignal.MOST_ENVELOPE) {
            throw new IllegalStateException("an envelope of " + envelope.length() + " octets is too long");
        }
        return envelope;
    }

    /** Empty where it wasn't signed and sealed by {@code from} to {@code self} for this kind and call, or doesn't decode. */
    public static Optional<PeerSignal> open(
            Identity self, PublicIdentity from, SignalKind kind, CallId call, Bytes envelope) {
        if (envelope.length() < Hpke.ENCAPSULATED + SigningKey.SIGNATURE + Aead.TAG
                || envelope.length() > ControlSignal.MOST_ENVELOPE) {
            return Optional.empty();
        }
        Bytes bound = bound(from, self.publicIdentity(), kind, call);
        return Hpke.open(
                        self.agreement(),
                        Optional.of(from.agreement()),
                        envelope.slice(0, Hpke.ENCAPSULATED),
                        INFO,
                        bound,
                        envelope.slice(Hpke.ENCAPSULATED, envelope.length()))
                .flatMap(opened -> signedBy(from, bound, opened.plain()))
                .flatMap(octets -> SignalCodec.decodePeer(kind, octets))
                .filter(signal -> signal.call().equals(call));
    }

    /** The signal's octets, where {@code from} has signed them; nobody else's are looked at. */
    private static Optional<Bytes> signedBy(PublicIdentity from, Bytes bound, Bytes plain) {
        int end = plain.length() - SigningKey.SIGNATURE;
        Bytes octets = plain.slice(0, end);
        Bytes signature = plain.slice(end, plain.length());
        return SigningKey.holds(from.signing(), signed(bound, octets), signature)
                ? Optional.of(octets)
                : Optional.empty();
    }

    /** What the manager sees in the clear, so that it can't be put on another envelope; always of one length. */
    private static Bytes bound(PublicIdentity from, PublicIdentity to, SignalKind kind, CallId call) {
        return Bytes.join(from.encode(), to.encode(), Bytes.of((byte) kind.octet()), call.octets());
    }

    private static Bytes signed(Bytes bound, Bytes octets) {
        return Bytes.join(DOMAIN, bound, octets);
    }
}
