package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.MediaKey;
import io.transom.wire.MediaKeys;
import java.util.Optional;

/** The keys of one call: the manager never holds what they derive from. */
public final class CallKeys {
    private static final Bytes CALLER_TO_DEVICE = Bytes.utf8("caller to device");
    private static final Bytes DEVICE_TO_CALLER = Bytes.utf8("device to caller");
    /** HMAC-SHA1's own length: MESSAGE-INTEGRITY, RFC 8489 section 14.5. */
    private static final int INTEGRITY_KEY = 20;
    /** AEAD_AES_128_GCM, RFC 7714 section 12. */
    private static final int MASTER_KEY = 16;

    private static final int MASTER_SALT = 12;

    private CallKeys() {}

    /** Integrity keys of the null packets, 20 octets each, from the request's secret (HKDF-SHA-256). */
    public record NullPacketKeys(Bytes callerToDevice, Bytes deviceToCaller) {}

    /** An X25519 key pair for one call, 32 octets each. */
    public record Ephemeral(Bytes privateKey, Bytes publicKey) {
        public static Ephemeral generate(Entropy entropy) {
            Bytes privateKey = entropy.bytes(Curves.KEY);
            return new Ephemeral(privateKey, Curves.agreementPublic(privateKey));
        }
    }

    public static NullPacketKeys nullPackets(CallId call, Bytes secret) {
        Bytes extracted = Hkdf.extract(Bytes.utf8("transom null packets 1"), secret);
        return new NullPacketKeys(
                Hkdf.expand(extracted, Bytes.join(CALLER_TO_DEVICE, call.octets()), INTEGRITY_KEY),
                Hkdf.expand(extracted, Bytes.join(DEVICE_TO_CALLER, call.octets()), INTEGRITY_KEY));
    }

    /**
     * The one key of a ring's sound, from the device to one caller; for the other direction there is none. HKDF-SHA-256
     * over the X25519 agreement of both ephemerals, bound to the ring and to both public ones. Empty where
     * {@code theirPublic} is a point of small order.
     */
    public static Optional<MediaKey> preview(
            CallId ring, Bytes ownPrivate, Bytes theirPublic, Bytes callerPublic, Bytes devicePublic) {
        return Curves.agree(ownPrivate, theirPublic).map(agreed -> {
            Bytes extracted = Hkdf.extract(Bytes.utf8("transom preview 1"), agreed);
            Bytes bound = Bytes.join(DEVICE_TO_CALLER, ring.octets(), callerPublic, devicePublic);
            Bytes key = Hkdf.expand(extracted, bound, MASTER_KEY + MASTER_SALT);
            return new MediaKey(key.slice(0, MASTER_KEY), key.slice(MASTER_KEY, MASTER_KEY + MASTER_SALT));
        });
    }

    /**
     * The caller's view of the media keys (the device takes {@link MediaKeys#reversed()}): HKDF-SHA-256 over the X25519
     * agreement of both ephemerals and the request's secret, bound to the call id and both public ephemerals. Empty where
     * {@code theirPublic} is a point of small order.
     */
    public static Optional<MediaKeys> media(
            CallId call, Bytes secret, Bytes ownPrivate, Bytes theirPublic, Bytes callerPublic, Bytes devicePublic) {
        return Curves.agree(ownPrivate, theirPublic).map(agreed -> {
            Bytes extracted = Hkdf.extract(Bytes.utf8("transom media 1"), Bytes.join(agreed, secret));
            Bytes bound = Bytes.join(call.octets(), callerPublic, devicePublic);
            Bytes out = Hkdf.expand(extracted, Bytes.join(CALLER_TO_DEVICE, bound), MASTER_KEY + MASTER_SALT);
            Bytes in = Hkdf.expand(extracted, Bytes.join(DEVICE_TO_CALLER, bound), MASTER_KEY + MASTER_SALT);
            return new MediaKeys(
                    out.slice(0, MASTER_KEY),
                    out.slice(MASTER_KEY, MASTER_KEY + MASTER_SALT),
                    in.slice(0, MASTER_KEY),
                    in.slice(MASTER_KEY, MASTER_KEY + MASTER_SALT));
        });
    }
}
