package io.transom.media.srtp;

import io.transom.wire.Bytes;

/** Where things are in an RTP header (RFC 3550 §5.1), read in place; nothing is copied. */
final class RtpHeader {
    static final int FIXED = 12;

    /** RFC 5761 §4: with these in the second octet it is RTCP. */
    private static final int FIRST_RTCP = 192;

    private static final int LAST_RTCP = 223;

    private RtpHeader() {}

    /** Octets before the payload; −1 if this is no RTP packet with room for {@code trailer} octets behind its header. */
    static int length(Bytes packet, int trailer) {
        if (packet.length() < FIXED + trailer || packet.at(0) >> 6 != 2) {
            return -1;
        }
        int second = packet.at(1);
        if (second >= FIRST_RTCP && second <= LAST_RTCP) {
            return -1;
        }
        int length = FIXED + 4 * (packet.at(0) & 0x0F);
        if ((packet.at(0) & 0x10) != 0) {
            if (packet.length() < length + 4) {
                return -1;
            }
            length += 4 + 4 * (packet.at(length + 2) << 8 | packet.at(length + 3));
        }
        return length + trailer <= packet.length() ? length : -1;
    }

    static int sequence(Bytes packet) {
        return packet.at(2) << 8 | packet.at(3);
    }

    static int ssrc(Bytes packet) {
        return packet.at(8) << 24 | packet.at(9) << 16 | packet.at(10) << 8 | packet.at(11);
    }
}
