package io.transom.node.keys;

import io.transom.wire.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** The one line of a key file, with a check that tells a damaged file from another key. */
final class KeyLine {
    private static final String MARK = "transom-identity-1";
    private static final int SECRET_LENGTH = 64;
    /** 32 bits: enough for a scratched disk; who wants to forge the file can write it anyway. */
    private static final int CHECK_LENGTH = 4;

    private KeyLine() {}

    static String write(Bytes secret) {
        return MARK + " " + Base64.getUrlEncoder().withoutPadding().encodeToString(secret.shared()) + " "
                + check(secret).toHex() + "\n";
    }

    /** Empty where the line isn't whole. */
    static Optional<Bytes> read(String text) {
        String[] parts = text.strip().split(" ", -1);
        if (parts.length != 3 || !parts[0].equals(MARK)) {
            return Optional.empty();
        }
        try {
            Bytes secret = Bytes.owning(Base64.getUrlDecoder().decode(parts[1]));
            boolean whole =
                    secret.length() == SECRET_LENGTH && check(secret).toHex().equals(parts[2]);
            return whole ? Optional.of(secret) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Bytes check(Bytes secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.shared());
            return Bytes.of(hash, 0, CHECK_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
