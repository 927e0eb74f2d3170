package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;

/** An endpoint's or a manager's own keys: X25519 for agreement, Ed25519 for signing. Never leaves its machine. */
public final class Identity {
    private static final int MAPPING_NONCE = 12;

    private final Hpke.Keys agreement;
    private final SigningKey signing;
    private final PublicIdentity publicIdentity;

    private Identity(Bytes agreementPrivate, SigningKey signing) {
        this.publicIdentity = new PublicIdentity(Curves.agreementPublic(agreementPrivate), signing.publicKey());
        this.agreement = new Hpke.Keys(agreementPrivate, publicIdentity.agreement());
        this.signing = signing;
    }

    /** Fresh keys from 64 octets of {@code entropy}. */
    public static Identity generate(Entropy entropy) {
        return fromSecret(entropy.bytes(64));
    }

    /** The identity whose {@link #secret()} this is: 64 octets, the X25519 and the Ed25519 private key. */
    public static Identity fromSecret(Bytes secret) {
        if (secret.length() != 2 * Curves.KEY) {
            throw new IllegalArgumentException("an identity's secret has 64 octets, not " + secret.length());
        }
        return new Identity(secret.slice(0, Curves.KEY), SigningKey.of(secret.slice(Curves.KEY, 2 * Curves.KEY)));
    }

    /** The 64 octets to keep in a file that only its user can read. */
    public Bytes secret() {
        return Bytes.join(agreement.privateKey(), signing.privateKey());
    }

    public PublicIdentity publicIdentity() {
        return publicIdentity;
    }

    public EndpointId id() {
        return publicIdentity.id();
    }

    /** Ed25519 over {@code message}, with the key that {@link PublicIdentity#signing} tells; see {@link SigningKey}. */
    public Bytes sign(Bytes message) {
        return signing.sign(message);
    }

    /** The 12 octets by which a router knows who may change the mapping of this port of ours (RFC 6887 section 11.1). */
    public Bytes mappingNonce(int port) {
        Bytes key = Hkdf.extract(Bytes.utf8("transom port mapping 1"), secret());
        return Hkdf.expand(key, Bytes.of((byte) (port >>> 8), (byte) port), MAPPING_NONCE);
    }

    Hpke.Keys agreement() {
        return agreement;
    }

    /** Whose keys these are, and nothing of them. */
    @Override
    public String toString() {
        return "Identity[" + id() + "]";
    }
}
