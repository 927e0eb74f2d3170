package io.transom.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two public keys of an endpoint or a manager.
 *
 * @param agreement X25519 (RFC 7748), 32 octets: envelopes are sealed to it
 * @param signing Ed25519 (RFC 8032), 32 octets: records are signed with it
 */
public record PublicIdentity(Bytes agreement, Bytes signing) {
    public static final int LENGTH = 64;

    public PublicIdentity {
        if (agreement.length() != 32 || signing.length() != 32) {
            throw new IllegalArgumentException("public keys have 32 octets each");
        }
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
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(Bytes.utf8("transom id 1").shared());
            sha256.update(encode().shared());
            return EndpointId.fromHash(Bytes.owning(sha256.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
