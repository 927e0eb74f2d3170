package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). */
final class Hkdf {
    private static final String ALGORITHM = "HKDF-SHA256";
    /** Found once, by its name, for a KDF tells no more: to search for it takes longer than to derive a key. */
    private static final String PROVIDER = provider();

    private Hkdf() {}

    /** Section 2.2: the pseudorandom key, 32 octets. An empty salt counts as 32 zeros. */
    static Bytes extract(Bytes salt, Bytes inputKey) {
        HKDFParameterSpec.Builder builder = HKDFParameterSpec.ofExtract().addIKM(inputKey.shared());
        if (!salt.isEmpty()) {
            builder.addSalt(salt.shared());
        }
        return derive(builder.extractOnly());
    }

    /** Section 2.3: {@code length} octets, at most 8,160. */
    static Bytes expand(Bytes pseudorandomKey, Bytes info, int length) {
        return derive(HKDFParameterSpec.expandOnly(
                new SecretKeySpec(pseudorandomKey.shared(), "Generic"), info.shared(), length));
    }

    private static Bytes derive(HKDFParameterSpec parameters) {
        try {
            return Bytes.owning(KDF.getInstance(ALGORITHM, PROVIDER).deriveData(parameters));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }

    private static String provider() {
        try {
            return KDF.getInstance(ALGORITHM).getProviderName();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }
}
