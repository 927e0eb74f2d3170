package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.MediaKeys;
import java.util.Optional;

/** The keys of one call: the manager never holds what they derive from. */
public final class CallKeys {
    private CallKeys() {}

    /** Integrity keys of the null packets, 20 octets each, from the request's secret (HKDF-SHA-256). */
    public record NullPacketKeys(Bytes callerToDevice, Bytes deviceToCaller) {}

    /** An X25519 key pair for one call, 32 octets each. */
    public record Ephemeral(Bytes privateKey, Bytes publicKey) {
        public static Ephemeral generate(Entropy entropy) {
            throw new UnsupportedOperationException("being built");
        }
    }

    public static NullPacketKeys nullPackets(CallId call, Bytes secret) {
        throw new UnsupportedOperationException("being built");
    }

    /**
     * The caller's view of the media keys (the device takes {@link MediaKeys#reversed()}): HKDF-SHA-256 over the X25519
     * agreement of both ephemerals and the request's secret, bound to the call id and both public ephemerals. Empty where
     * {@code theirPublic} is a point of small order.
     */
    public static Optional<MediaKeys> media(
            CallId call, Bytes secret, Bytes ownPrivate, Bytes theirPublic, Bytes callerPublic, Bytes devicePublic) {
        throw new UnsupportedOperationException("being built");
    }
}
