package io.transom.media.voice;

import io.transom.wire.Bytes;
import java.util.Optional;

/** What is read from an RTP packet that SRTP has found whole and authentic. */
record RtpPacket(int payloadType, boolean marker, int timestamp, Bytes payload) {
    private static final int HEADER = 12;

    static Optional<RtpPacket> decode(Bytes octets) {
        if (octets.length() <= HEADER || octets.at(0) != 0x80) {
            return Optional.empty();
        }
        int timestamp = octets.at(4) << 24 | octets.at(5) << 16 | octets.at(6) << 8 | octets.at(7);
        return Optional.of(new RtpPacket(
                octets.at(1) & 0x7F, octets.at(1) > 0x7F, timestamp, octets.slice(HEADER, octets.length())));
    }
}
