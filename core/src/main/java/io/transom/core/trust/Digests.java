package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), 32 octets each. */
public final class Digests {
    private Digests() {}

    public static Bytes sha256(Bytes... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Bytes part : parts) {
                digest.update(part.shared());
            }
            return Bytes.owning(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@code key} must not be empty. */
    public static Bytes hmacSha256(Bytes key, Bytes... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.shared(), "HmacSHA256"));
            for (Bytes part : parts) {
                mac.update(part.shared());
            }
            return Bytes.owning(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** HKDF (RFC 5869) with SHA-256: {@code length} octets for the purpose that {@code info} names, without a salt. */
    public static Bytes hkdfSha256(Bytes info, Bytes inputKey, int length) {
        return Hkdf.expand(Hkdf.extract(Bytes.EMPTY, inputKey), info, length);
    }
}
