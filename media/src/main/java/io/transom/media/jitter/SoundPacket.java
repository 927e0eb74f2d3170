package io.transom.media.jitter;

/**
 * 20 ms of sound as it arrived, authenticated.
 *
 * @param index the SRTP packet index: counts packets sent and never wraps
 * @param timestamp RTP's, in samples at 48 kHz, wraps
 * @param marker true on the first packet of a talk spurt (RFC 3551 §4.1)
 * @param payload one Opus packet; nobody writes to it any more
 */
public record SoundPacket(long index, int timestamp, boolean marker, byte[] payload) {
    /** Without the sound. */
    @Override
    public String toString() {
        return "SoundPacket[" + index + " at " + Integer.toUnsignedString(timestamp) + (marker ? ", marker]" : "]");
    }
}
