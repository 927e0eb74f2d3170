package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.util.Optional;

/**
 * Somebody who has copied both private keys of an endpoint and seals to it in another's name, whose public keys are all
 * that is needed: HPKE can't tell (RFC 9180 section 9.1.1).
 */
public final class Impostor {
    private static final Bytes INFO = Bytes.utf8("transom envelope 2");

    private final Identity copied;
    private final Entropy entropy;

    public Impostor(Identity copied, Entropy entropy) {
        this.copied = copied;
        this.entropy = entropy;
    }

    /** As envelopes were before they were signed. */
    public Bytes unsignedAsOnce(PublicIdentity name, PeerSignal signal) {
        return seal(name, Bytes.utf8("transom envelope 1"), signal.kind(), signal.call(), SignalCodec.encode(signal));
    }

    public Bytes unsigned(PublicIdentity name, PeerSignal signal) {
        return seal(name, INFO, signal.kind(), signal.call(), SignalCodec.encode(signal));
    }

    /** With a signature of the right words, by the only key that there is to sign with. */
    public Bytes signedWithTheCopiedKey(PublicIdentity name, PeerSignal signal) {
        Bytes octets = SignalCodec.encode(signal);
        Bytes words = Bytes.join(
                Bytes.utf8("transom signed signal 1"),
                name.encode(),
                copied.publicIdentity().encode(),
                Bytes.of((byte) signal.kind().octet()),
                signal.call().octets(),
                octets);
        return with(name, signal.kind(), signal.call(), octets, copied.sign(words));
    }

    public Bytes with(PublicIdentity name, SignalKind kind, CallId call, Bytes octets, Bytes signature) {
        return seal(name, INFO, kind, call, Bytes.join(octets, signature));
    }

    /** What is in an envelope that was truly sealed to the owner of the copied keys: a signal and its signature. */
    Bytes opened(PublicIdentity from, SignalKind kind, CallId call, Bytes envelope) {
        return Hpke.open(
                        copied.agreement(),
                        Optional.of(from.agreement()),
                        envelope.slice(0, Hpke.ENCAPSULATED),
                        INFO,
                        additional(from, kind, call),
                        envelope.slice(Hpke.ENCAPSULATED, envelope.length()))
                .orElseThrow()
                .plain();
    }

    private Bytes seal(PublicIdentity name, Bytes info, SignalKind kind, CallId call, Bytes plain) {
        Bytes receiver = copied.publicIdentity().agreement();
        Bytes ephemeral = entropy.bytes(Curves.KEY);
        Bytes first = Curves.agree(ephemeral, receiver).orElseThrow();
        // What the sender would work out with its private key and the receiver's public one.
        Bytes second =
                Curves.agree(copied.agreement().privateKey(), name.agreement()).orElseThrow();
        Hpke.Sealed sealed = Hpke.seal(
                Bytes.join(first, second),
                Curves.agreementPublic(ephemeral),
                receiver,
                Optional.of(name.agreement()),
                info,
                additional(name, kind, call),
                plain);
        return Bytes.join(sealed.encapsulated(), sealed.ciphertext());
    }

    private Bytes additional(PublicIdentity from, SignalKind kind, CallId call) {
        return Bytes.join(
                from.encode(), copied.publicIdentity().encode(), Bytes.of((byte) kind.octet()), call.octets());
    }
}
