package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-128-GCM (NIST SP 800-38D): key 16 octets, nonce 12, tag 16 at the end of the ciphertext. */
final class Aead {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    /** Found once: to search for it takes longer than to seal a signal. */
    private static final Provider PROVIDER = provider();

    static final int KEY = 16;
    static final int NONCE = 12;
    static final int TAG = 16;

    private Aead() {}

    static Bytes seal(Bytes key, Bytes nonce, Bytes additional, Bytes plain) {
        try {
            return run(Cipher.ENCRYPT_MODE, key, nonce, additional, plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM/NoPadding", e);
        }
    }

    /** Empty where the tag doesn't hold: the one failure that a peer can cause. */
    static Optional<Bytes> open(Bytes key, Bytes nonce, Bytes additional, Bytes sealed) {
        if (sealed.length() < TAG) {
            return Optional.empty();
        }
        try {
            return Optional.of(run(Cipher.DECRYPT_MODE, key, nonce, additional, sealed));
        } catch (AEADBadTagException forged) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM/NoPadding", e);
        }
    }

    private static Bytes run(int mode, Bytes key, Bytes nonce, Bytes additional, Bytes input)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM, PROVIDER);
        cipher.init(mode, new SecretKeySpec(key.shared(), "AES"), new GCMParameterSpec(8 * TAG, nonce.shared()));
        cipher.updateAAD(additional.shared());
        return Bytes.owning(cipher.doFinal(input.shared()));
    }

    private static Provider provider() {
        try {
            return Cipher.getInstance(ALGORITHM).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM/NoPadding", e);
        }
    }
}
