package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), 32 octets each. */
public final class Digests {
    /** Only ever copied: to look one up among the platform's providers takes longer than to compute it. */
    private static final MessageDigest SHA_256;

    private static final Mac HMAC_SHA_256;

    static {
        try {
            SHA_256 = MessageDigest.getInstance("SHA-256");
            HMAC_SHA_256 = Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and HmacSHA256", e);
        }
    }

    private Digests() {}

    public static Bytes sha256(Bytes... parts) {
        try {
            MessageDigest digest = (MessageDigest) SHA_256.clone();
            for (Bytes part : parts) {
                digest.update(part.shared());
            }
            return Bytes.owning(digest.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }

    /** {@code key} must not be empty. */
    public static Bytes hmacSha256(Bytes key, Bytes... parts) {
        try {
            Mac mac = (Mac) HMAC_SHA_256.clone();
            mac.init(new SecretKeySpec(key.shared(), "HmacSHA256"));
            for (Bytes part : parts) {
                mac.update(part.shared());
            }
            return Bytes.owning(mac.doFinal());
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's HmacSHA256 can be copied, and takes any key", e);
        }
    }

    /** HKDF (RFC 5869) with SHA-256: {@code length} octets for the purpose that {@code info} names, without a salt. */
    public static Bytes hkdfSha256(Bytes info, Bytes inputKey, int length) {
        return Hkdf.expand(Hkdf.extract(Bytes.EMPTY, inputKey), info, length);
    }
}
