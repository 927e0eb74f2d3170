package io.transom.media.srtp;

import io.transom.wire.Bytes;
import io.transom.wire.rtp.RtpPacket;

/** What encryption needs of an RTP header (RFC 3550 §5.1), read in place; nothing is copied. */
final class RtpHeader {
    /** RFC 5761 §4: with these in the second octet it is RTCP. */
    private static final int FIRST_RTCP = 192;

    private static final int LAST_RTCP = 223;

    private RtpHeader() {}

    /** Octets before the payload; −1 if this is no RTP packet with room for {@code trailer} octets behind its header. */
    static int length(Bytes packet, int trailer) {
        int length = RtpPacket.headerLength(packet);
        if (length < 0 || length + trailer > packet.length()) {
            return -1;
        }
        int second = packet.at(1);
        return second >= FIRST_RTCP && second <= LAST_RTCP ? -1 : length;
    }

    static int sequence(Bytes packet) {
        return packet.at(2) << 8 | packet.at(3);
    }

    static int ssrc(Bytes packet) {
        return packet.at(8) << 24 | packet.at(9) << 16 | packet.at(10) << 8 | packet.at(11);
    }
}
