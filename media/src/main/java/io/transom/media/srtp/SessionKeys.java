package io.transom.media.srtp;

import io.transom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One direction's session key and salt, from its master key and salt (RFC 3711 §4.3, RFC 7714 §11). */
record SessionKeys(SecretKeySpec key, Bytes salt) {
    /** RFC 3711 §4.3.2: the labels of the SRTP encryption key and of the salting key. */
    private static final int LABEL_ENCRYPTION = 0x00;

    private static final int LABEL_SALT = 0x02;

    static final int KEY_OCTETS = 16;
    static final int SALT_OCTETS = 12;

    static SessionKeys of(Bytes masterKey, Bytes masterSalt) {
        byte[] key = derive(masterKey, masterSalt, LABEL_ENCRYPTION, KEY_OCTETS);
        byte[] salt = derive(masterKey, masterSalt, LABEL_SALT, SALT_OCTETS);
        SecretKeySpec spec = new SecretKeySpec(key, "AES");
        Arrays.fill(key, (byte) 0);
        return new SessionKeys(spec, Bytes.owning(salt));
    }

    /**
     * AES-CM PRF: the key stream at (label XOR salt) · 2^16, with a key derivation rate of zero. A salt of 12 octets is padded
     * with zeros on the right to the 14 of RFC 3711.
     */
    static byte[] derive(Bytes masterKey, Bytes masterSalt, int label, int length) {
        byte[] counter = Arrays.copyOf(masterSalt.shared(), 16);
        counter[7] ^= (byte) label;
        try {
            Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey.shared(), "AES"), new IvParameterSpec(counter));
            return aes.doFinal(new byte[length]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES in counter mode", e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "SessionKeys";
    }
}
