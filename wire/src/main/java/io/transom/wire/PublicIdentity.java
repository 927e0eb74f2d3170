package io.transom.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The two public keys of an endpoint or a manager: a value. */
public final class PublicIdentity {
    public static final int LENGTH = 64;

    private final Bytes agreement;
    private final Bytes signing;

    /** Asked for with every packet. Two threads at once work out the same, as with {@link String#hashCode}. */
    private @Nullable EndpointId id;

    /**
     * @param agreement X25519 (RFC 7748), 32 octets: envelopes are sealed to it
     * @param signing Ed25519 (RFC 8032), 32 octets: records are signed with it
     */
    public PublicIdentity(Bytes agreement, Bytes signing) {
        if (agreement.length() != 32 || signing.length() != 32) {
            throw new IllegalArgumentException("public keys have 32 octets each");
        }
        this.agreement = agreement;
        this.signing = signing;
    }

    public Bytes agreement() {
        return agreement;
    }

    public Bytes signing() {
        return signing;
    }

    /** The 64 octets, agreement key first. */
    public Bytes encode() {
        return Bytes.join(agreement, signing);
    }

    public static PublicIdentity decode(Bytes octets) {
        if (octets.length() != LENGTH) {
            throw new IllegalArgumentException("a public identity has 64 octets, not " + octets.length());
        }
        return new PublicIdentity(octets.slice(0, 32), octets.slice(32, 64));
    }

    /** SHA-256 over "transom id 1" and both keys, cut to 128 bits. */
    public EndpointId id() {
        EndpointId known = id;
        if (known == null) {
            known = hashed();
            id = known;
        }
        return known;
    }

    private EndpointId hashed() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(Bytes.utf8("transom id 1").shared());
            sha256.update(encode().shared());
            return EndpointId.fromHash(Bytes.owning(sha256.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicIdentity that && agreement.equals(that.agreement) && signing.equals(that.signing);
    }

    @Override
    public int hashCode() {
        return 31 * agreement.hashCode() + signing.hashCode();
    }

    @Override
    public String toString() {
        return "PublicIdentity[" + id() + "]";
    }
}
