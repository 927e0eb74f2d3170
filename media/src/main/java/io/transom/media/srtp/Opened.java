package io.transom.media.srtp;

import io.transom.wire.Bytes;

/** What an arriving packet turned out to be. */
public sealed interface Opened {
    /**
     * Authentic, the first with its index.
     *
     * @param index 48 bits, ROC · 2^16 + SEQ: grows by one for each packet sent
     * @param rtp header and payload in the clear
     */
    record Authentic(long index, Bytes rtp) implements Opened {}

    /** Authentic, but seen before or older than the window reaches. */
    record Replayed() implements Opened {}

    /** Forged, cut, of another source or key, not RTP, or RTCP. */
    record Rejected() implements Opened {}
}
