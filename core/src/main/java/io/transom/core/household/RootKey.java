package io.transom.core.household;

import io.transom.core.trust.Digests;
import io.transom.core.trust.SigningKey;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;

/** The key that a household is: whoever holds it says who belongs to it. It stays with the owner's app. */
public final class RootKey {
    /** What is kept and written down: as many unpredictable octets as a household's key is strong (128 bits). */
    public static final int ENTROPY = 16;

    private static final Bytes DOMAIN = Bytes.utf8("transom household root 1");

    private final Bytes entropy;
    private final SigningKey key;

    private RootKey(Bytes entropy) {
        if (entropy.length() != ENTROPY) {
            throw new IllegalArgumentException("a root key comes from 16 octets, not " + entropy.length());
        }
        this.entropy = entropy;
        this.key = SigningKey.of(Digests.hkdfSha256(DOMAIN, entropy, HouseholdId.ROOT_KEY_LENGTH));
    }

    public static RootKey generate(Entropy entropy) {
        return new RootKey(entropy.bytes(ENTROPY));
    }

    /** The key whose {@link #entropy} this is. */
    public static RootKey of(Bytes entropy) {
        return new RootKey(entropy);
    }

    /** The secret itself, 16 octets. */
    public Bytes entropy() {
        return entropy;
    }

    public Bytes publicKey() {
        return key.publicKey();
    }

    public HouseholdId household() {
        return HouseholdId.of(key.publicKey());
    }

    /** Throws for what isn't this household's root to say. */
    SignedStatement sign(Statement statement) {
        if (!statement.household().equals(household()) || statement.issuer().isPresent()) {
            throw new IllegalArgumentException("another key has to sign this");
        }
        return new SignedStatement(statement, key.sign(SignedStatement.signedOctets(statement)));
    }

    @Override
    public String toString() {
        return "RootKey[" + household() + "]";
    }
}
