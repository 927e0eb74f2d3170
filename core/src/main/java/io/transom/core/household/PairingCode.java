package io.transom.core.household;

import io.transom.core.trust.Digests;
import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import java.util.Optional;

/**
 * What {@code transom household invite} prints and is typed in at what joins: 80 unpredictable bits, good once and for
 * minutes. The code itself is never sent. Each end proves to the other that it knows it, for exactly their two pairs of
 * keys; so who carries the proofs can't put itself in between.
 *
 * <pre>
 * secret (10) || SHA-256("transom pairing 1" || secret), first 2 octets      base32: abcde-fghij-klmno-pqrst
 *
 * key     HKDF-SHA-256(secret, info "transom pairing key 1")         tag  the same, info "transom pairing tag 2" || inviter (64), 4 octets
 * proof   HMAC-SHA-256(key, "join"   || joiner (64) || inviter (64) || call (16) || role (1))
 *         HMAC-SHA-256(key, "joined" || joiner (64) || inviter (64) || call (16) || root key (32))
 * </pre>
 */
public record PairingCode(Bytes secret) {
    static final int SECRET = 10;

    private static final int CHECK = 2;
    private static final int GROUP = 5;
    /** A code with hyphens has 23 characters. */
    private static final int LONGEST_TEXT = 80;

    public PairingCode {
        if (secret.length() != SECRET) {
            throw new IllegalArgumentException("a pairing code has 10 octets, not " + secret.length());
        }
    }

    public static PairingCode make(Entropy entropy) {
        return new PairingCode(entropy.bytes(SECRET));
    }

    /** This is the secret: print it once, log it never. */
    public String text() {
        String characters = Base32.encode(Bytes.join(secret, check(secret)));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters.length(); i += GROUP) {
            text.append(i == 0 ? "" : "-").append(characters, i, Math.min(i + GROUP, characters.length()));
        }
        return text.toString();
    }

    /** Empty where it is mistyped; hyphens, spaces and case are forgiven. */
    public static Optional<PairingCode> parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        return Base32.decode(text.replaceAll("[\\s-]", ""))
                .filter(octets -> octets.length() == SECRET + CHECK)
                .filter(octets -> check(octets.slice(0, SECRET)).equals(octets.slice(SECRET, SECRET + CHECK)))
                .map(octets -> new PairingCode(octets.slice(0, SECRET)));
    }

    /**
     * Says to {@code inviter} that its code is meant, and nothing of the code but to whoever tries 2^80 of them. Each app
     * that is asked hears another tag: none of them could guess in the joiner's stead, and so use up another's guesses.
     */
    Bytes tag(PublicIdentity inviter) {
        return Digests.hkdfSha256(Bytes.join(Bytes.utf8("transom pairing tag 2"), inviter.encode()), secret, 4);
    }

    Bytes joinProof(PublicIdentity joiner, PublicIdentity inviter, CallId call, Role role) {
        return Digests.hmacSha256(
                key(), Bytes.utf8("join"), joiner.encode(), inviter.encode(), call.octets(), Bytes.of((byte)
                        (role == Role.DEVICE ? 0 : 1)));
    }

    Bytes joinedProof(PublicIdentity joiner, PublicIdentity inviter, CallId call, Bytes rootKey) {
        return Digests.hmacSha256(
                key(), Bytes.utf8("joined"), joiner.encode(), inviter.encode(), call.octets(), rootKey);
    }

    private Bytes key() {
        return Digests.hkdfSha256(Bytes.utf8("transom pairing key 1"), secret, 32);
    }

    private static Bytes check(Bytes secret) {
        return Digests.sha256(Bytes.utf8("transom pairing 1"), secret).slice(0, CHECK);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "PairingCode";
    }
}
