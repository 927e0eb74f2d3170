package io.transom.wire.rtp;

import io.transom.wire.Bytes;
import java.util.Optional;

/**
 * One RTP packet as we send it: no padding, no extension, no contributing sources. Those are skipped in what arrives.
 *
 * @param marker the first packet of a talk spurt (RFC 3551 section 4.1)
 * @param payloadType 0 to 127
 * @param sequence 0 to 65,535
 * @param timestamp of the first sample, 32 bits, unsigned in a long; Opus counts 48,000 a second (RFC 7587)
 * @param ssrc the sender, 32 bits, unsigned in a long
 */
public record RtpPacket(boolean marker, int payloadType, int sequence, long timestamp, long ssrc, Bytes payload) {
    public static final int HEADER_LENGTH = 12;
    /** The largest packet that is read or written: an Ethernet frame's payload. */
    public static final int MOST_PACKET = 1500;

    private static final int VERSION = 2;

    public RtpPacket {
        require(payloadType >= 0 && payloadType <= 127, "a payload type is 0 to 127");
        require(sequence >= 0 && sequence <= 0xFFFF, "a sequence number has 16 bits");
        require(timestamp >= 0 && timestamp <= 0xFFFFFFFFL, "a timestamp has 32 bits");
        require(ssrc >= 0 && ssrc <= 0xFFFFFFFFL, "an SSRC has 32 bits");
        require(payload.length() <= MOST_PACKET - HEADER_LENGTH, "a payload fits a packet");
    }

    public Bytes encode() {
        byte[] packet = new byte[HEADER_LENGTH + payload.length()];
        packet[0] = (byte) (VERSION << 6);
        packet[1] = (byte) ((marker ? 0x80 : 0) | payloadType);
        put(packet, 2, sequence, 2);
        put(packet, 4, timestamp, 4);
        put(packet, 8, ssrc, 4);
        System.arraycopy(payload.shared(), 0, packet, HEADER_LENGTH, payload.length());
        return Bytes.owning(packet);
    }

    /** Empty for anything that isn't one well-formed packet of version 2. */
    public static Optional<RtpPacket> decode(Bytes octets) {
        byte[] packet = octets.shared();
        int from = headerLength(octets);
        if (from < 0) {
            return Optional.empty();
        }
        int padding = (packet[0] & 0x20) == 0 ? 0 : packet[packet.length - 1] & 0xFF;
        boolean isPadded = (packet[0] & 0x20) != 0;
        int to = packet.length - padding;
        if (isPadded && padding == 0 || to < from) {
            return Optional.empty();
        }
        return Optional.of(new RtpPacket(
                packet[1] < 0,
                packet[1] & 0x7F,
                (int) number(packet, 2, 2),
                number(packet, 4, 4),
                number(packet, 8, 4),
                octets.slice(from, to)));
    }

    /**
     * How many octets come before the payload, contributing sources and extension included: what SRTP authenticates but
     * doesn't encrypt (RFC 7714 section 9). -1 where the header isn't well-formed.
     */
    public static int headerLength(Bytes octets) {
        byte[] packet = octets.shared();
        if (packet.length < HEADER_LENGTH || packet.length > MOST_PACKET || (packet[0] & 0xFF) >> 6 != VERSION) {
            return -1;
        }
        int length = HEADER_LENGTH + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0) {
            if (packet.length < length + 4) {
                return -1;
            }
            length += 4 + 4 * (int) number(packet, length + 2, 2);
        }
        return length <= packet.length ? length : -1;
    }

    private static long number(byte[] packet, int from, int octets) {
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | packet[from + i] & 0xFF;
        }
        return value;
    }

    private static void put(byte[] packet, int at, long value, int octets) {
        for (int i = 0; i < octets; i++) {
            packet[at + i] = (byte) (value >>> 8 * (octets - 1 - i));
        }
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }
}
