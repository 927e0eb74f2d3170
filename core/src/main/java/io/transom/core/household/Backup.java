package io.transom.core.household;

import io.transom.core.trust.Digests;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.household.Proquints;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A household's root key as four lines of five words, to be written on paper. They are worth nothing without the
 * passphrase; each line's last word tells a slip of the pen in that line.
 *
 * <pre>
 * salt (8) || AES key wrap (RFC 3394, 24) of the key's 16 octets    four lines of 8 octets
 *   under PBKDF2-HMAC-SHA-256 (RFC 8018) of the passphrase, 600,000 rounds, 32 octets
 * a line's last word: SHA-256("transom backup 1" || line's number (1) || its 8 octets), first 2 octets
 * </pre>
 */
public final class Backup {
    /** OWASP's advice of 2023 for PBKDF2-HMAC-SHA-256; a second on a small machine. */
    static final int ROUNDS = 600_000;
    /** Below that, guessing is cheap whatever the rounds. */
    public static final int SHORTEST_PASSPHRASE = 10;

    private static final int SALT = 8;
    private static final int WRAPPED = 24;
    private static final int LINES = 4;
    private static final int LINE = 8;
    private static final int WORDS = 5;
    /** Twenty words have 119 characters; ten times that is no phrase. */
    private static final int LONGEST_TEXT = 1_200;

    private static final Bytes CHECK = Bytes.utf8("transom backup 1");

    private Backup() {}

    /** What the words were. */
    public sealed interface Restored {
        record Root(RootKey key) implements Restored {}

        /** {@code reason} names the line or word that is wrong: a whole sentence without the full stop. */
        record Wrong(String reason) implements Restored {}
    }

    /** Four lines of five words; throws for a passphrase that is too short. */
    public static List<String> write(RootKey root, String passphrase, Entropy entropy) {
        if (passphrase.length() < SHORTEST_PASSPHRASE) {
            throw new IllegalArgumentException("a passphrase has at least " + SHORTEST_PASSPHRASE + " characters");
        }
        Bytes salt = entropy.bytes(SALT);
        Bytes octets = Bytes.join(salt, wrap(root.entropy(), key(passphrase, salt)));
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < LINES; line++) {
            Bytes part = octets.slice(line * LINE, (line + 1) * LINE);
            lines.add(Proquints.encode(Bytes.join(part, check(line, part))));
        }
        return lines;
    }

    /** Words are parted by anything but letters. */
    public static Restored read(String text, String passphrase) {
        if (text.length() > LONGEST_TEXT) {
            return new Restored.Wrong("that is far too long for a recovery phrase");
        }
        List<String> words = List.of(text.strip().split("[^\\p{L}]+", -1));
        if (words.size() != LINES * WORDS) {
            return new Restored.Wrong("a recovery phrase has " + LINES * WORDS + " words; these are " + words.size());
        }
        Bytes octets = Bytes.EMPTY;
        for (int line = 0; line < LINES; line++) {
            Bytes part = Bytes.EMPTY;
            for (String word : words.subList(line * WORDS, (line + 1) * WORDS)) {
                Optional<Bytes> two = Proquints.decode(word);
                if (two.isEmpty()) {
                    return new Restored.Wrong("'" + word.toLowerCase(Locale.ROOT) + "' in line " + (line + 1)
                            + " is misspelt: each word is consonant, vowel, consonant, vowel, consonant");
                }
                part = Bytes.join(part, two.get());
            }
            if (!check(line, part.slice(0, LINE)).equals(part.slice(LINE, part.length()))) {
                return new Restored.Wrong("a word of line " + (line + 1) + " is wrong, or lines have changed places");
            }
            octets = Bytes.join(octets, part.slice(0, LINE));
        }
        return unwrap(octets.slice(SALT, SALT + WRAPPED), key(passphrase, octets.slice(0, SALT)))
                .<Restored>map(entropy -> new Restored.Root(RootKey.of(entropy)))
                .orElseGet(() -> new Restored.Wrong("the words are right, but the passphrase is another one"));
    }

    private static Bytes check(int line, Bytes part) {
        return Digests.sha256(CHECK, Bytes.of((byte) (line + 1)), part).slice(0, 2);
    }

    private static SecretKey key(String passphrase, Bytes salt) {
        PBEKeySpec spec = new PBEKeySpec(passphrase.toCharArray(), salt.toArray(), ROUNDS, 256);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return new SecretKeySpec(key, "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static Bytes wrap(Bytes entropy, SecretKey key) {
        try {
            Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
            cipher.init(Cipher.WRAP_MODE, key);
            return Bytes.owning(cipher.wrap(new SecretKeySpec(entropy.toArray(), "Generic")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/KW/NoPadding", e);
        }
    }

    private static Optional<Bytes> unwrap(Bytes wrapped, SecretKey key) {
        try {
            Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
            cipher.init(Cipher.UNWRAP_MODE, key);
            return Optional.of(Bytes.owning(cipher.unwrap(wrapped.toArray(), "Generic", Cipher.SECRET_KEY)
                    .getEncoded()));
        } catch (InvalidKeyException otherPassphrase) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/KW/NoPadding", e);
        }
    }
}
