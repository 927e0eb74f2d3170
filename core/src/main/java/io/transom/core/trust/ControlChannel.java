package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.util.Optional;

/**
 * Seals and opens the payloads of one login's control messages (AES-128-GCM, keys exported from the login, one key each
 * way). The sequence number in front is the nonce; a sliding window drops what was seen before.
 *
 * <pre>
 * sequence (8) || ciphertext || tag (16)      additional data: the topic
 * </pre>
 */
public final class ControlChannel {
    private ControlChannel() {
        throw new UnsupportedOperationException("being built");
    }

    public Bytes seal(String topic, Bytes plain) {
        throw new UnsupportedOperationException("being built");
    }

    /** Empty where it is forged, cut, for another topic, or a replay. */
    public Optional<Bytes> open(String topic, Bytes sealed) {
        throw new UnsupportedOperationException("being built");
    }
}
