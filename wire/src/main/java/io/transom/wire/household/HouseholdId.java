package io.transom.wire.household;

import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Which household: the first 128 bits of a hash of its root key, so that it can't be given to another key. */
public record HouseholdId(Bytes octets) implements Comparable<HouseholdId> {
    public static final int LENGTH = 16;
    /** Ed25519 (RFC 8032). */
    public static final int ROOT_KEY_LENGTH = 32;

    public HouseholdId {
        if (octets.length() != LENGTH) {
            throw new IllegalArgumentException("a household's id has 16 octets, not " + octets.length());
        }
    }

    /** SHA-256 over "transom household 1" and the root's public key, cut to 128 bits. */
    public static HouseholdId of(Bytes rootKey) {
        if (rootKey.length() != ROOT_KEY_LENGTH) {
            throw new IllegalArgumentException("a root key has 32 octets, not " + rootKey.length());
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(Bytes.utf8("transom household 1").shared());
            sha256.update(rootKey.shared());
            return new HouseholdId(Bytes.of(sha256.digest(), 0, LENGTH));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Empty where {@code text} isn't one: for foreign text. */
    public static Optional<HouseholdId> parse(String text) {
        return Base32.decode(text)
                .filter(octets -> octets.length() == LENGTH)
                .map(HouseholdId::new)
                .filter(id -> id.toString().equals(text));
    }

    @Override
    public int compareTo(HouseholdId other) {
        return octets.compareTo(other.octets);
    }

    /** 26 characters of base32. */
    @Override
    public String toString() {
        return Base32.encode(octets);
    }
}
