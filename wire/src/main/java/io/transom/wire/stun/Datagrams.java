package io.transom.wire.stun;

import io.transom.wire.Bytes;

/** Tells by its first octet which alphabet a datagram is written in (RFC 7983). */
public final class Datagrams {
    /** What shares our UDP sockets. */
    public enum Kind {
        /** 0 to 3. */
        STUN,
        /** 20 to 63: browsers only. */
        DTLS,
        /** 64 to 79: frames of a relay. */
        CHANNEL,
        /** 128 to 191: SRTP and SRTCP. */
        RTP,
        /** Everything else, and an empty datagram. */
        UNKNOWN
    }

    private Datagrams() {}

    public static Kind kind(Bytes datagram) {
        if (datagram.isEmpty()) {
            return Kind.UNKNOWN;
        }
        int first = datagram.at(0);
        if (first <= 3) {
            return Kind.STUN;
        } else if (first >= 20 && first <= 63) {
            return Kind.DTLS;
        } else if (first >= 64 && first <= 79) {
            return Kind.CHANNEL;
        } else if (first >= 128 && first <= 191) {
            return Kind.RTP;
        }
        return Kind.UNKNOWN;
    }
}
