package io.transom.core.trust;

import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import java.util.Optional;

/**
 * What {@code transom invite} prints and a joining endpoint is given: a one-time secret, and the id of the manager's
 * keys so that nobody on port 80 can stand in for the manager. Written as base32 in groups, with a check sum, so that a
 * mistyped code is told apart from a spent one.
 *
 * <pre>
 * secret (16) || hash of the manager's keys, as in its id (16) || SHA-256("transom invite 1" || both), first 2 octets
 * </pre>
 *
 * @param secret 16 octets
 */
public record InviteCode(Bytes secret, EndpointId manager) {
    static final int SECRET = 16;

    private static final int HASH = 16;
    private static final int CHECK = 2;
    /** 34 octets are 55 characters: eleven groups of five, as long as people read aloud without losing their place. */
    private static final int GROUP = 5;
    /** A code with its hyphens has 65 characters; more than three times that is no mistyped code. */
    private static final int LONGEST_TEXT = 200;

    public InviteCode {
        if (secret.length() != SECRET) {
            throw new IllegalArgumentException("an invite's secret has 16 octets, not " + secret.length());
        }
        if (Base32.decode(manager.text()).isEmpty()) {
            throw new IllegalArgumentException("not the id of any keys");
        }
    }

    public static InviteCode make(EndpointId manager, Entropy entropy) {
        return new InviteCode(entropy.bytes(SECRET), manager);
    }

    /** What the manager's store knows of the invite: SHA-256 of the secret. */
    public static Bytes secretHash(Bytes secret) {
        return Digests.sha256(secret);
    }

    /** {@code abcde-fghij-...}: 11 groups of 5 characters. This is the secret: print it once, log it never. */
    public String text() {
        Bytes body = Bytes.join(secret, Base32.decode(manager.text()).orElseThrow());
        String characters = Base32.encode(Bytes.join(body, check(body)));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters.length(); i += GROUP) {
            text.append(i == 0 ? "" : "-").append(characters, i, Math.min(i + GROUP, characters.length()));
        }
        return text.toString();
    }

    /** Empty where the text isn't a code; hyphens, spaces and case are forgiven. */
    public static Optional<InviteCode> parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        return Base32.decode(text.replaceAll("[\\s-]", "")).flatMap(InviteCode::decode);
    }

    private static Optional<InviteCode> decode(Bytes octets) {
        if (octets.length() != SECRET + HASH + CHECK) {
            return Optional.empty();
        }
        Bytes body = octets.slice(0, SECRET + HASH);
        if (!check(body).sameSecret(octets.slice(SECRET + HASH, octets.length()))) {
            return Optional.empty();
        }
        return Optional.of(
                new InviteCode(body.slice(0, SECRET), EndpointId.fromHash(body.slice(SECRET, SECRET + HASH))));
    }

    private static Bytes check(Bytes body) {
        return Digests.sha256(Bytes.utf8("transom invite 1"), body).slice(0, CHECK);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "InviteCode[manager=" + manager + "]";
    }
}
