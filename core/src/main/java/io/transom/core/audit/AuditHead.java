package io.transom.core.audit;

import io.transom.core.trust.Digests;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;

/**
 * How far a log goes: its last entry, which stands for all before it.
 *
 * @param hash 32 octets
 */
public record AuditHead(long sequence, Bytes hash) {
    public static final int HASH_LENGTH = 32;

    public AuditHead {
        if (sequence < 0 || hash.length() != HASH_LENGTH) {
            throw new IllegalArgumentException("no head of a log: " + sequence + ", " + hash.length() + " octets");
        }
    }

    /** What an endpoint signs: that its log says this, and so far. */
    Bytes toSign(EndpointId whose) {
        return Bytes.join(
                Bytes.utf8("transom audit head 1"),
                Bytes.utf8(whose.text()),
                new ByteWriter(8).u64(sequence).written(),
                hash);
    }

    static Bytes hash(Bytes encoding) {
        return Digests.sha256(Bytes.utf8("transom audit 1"), encoding);
    }
}
