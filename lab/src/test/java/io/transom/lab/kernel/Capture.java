package io.transom.lab.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads UDP datagrams from a capture file (classic pcap, Ethernet, IPv4) by its bytes alone: none of Transom's own
 * decoders is used, so that what it finds is what any analyser would show.
 */
final class Capture {
    private static final int STUN_COOKIE = 0x2112A442;

    /** One UDP datagram over IPv4. */
    record Datagram(String from, int fromPort, String to, int toPort, byte[] payload) {
        boolean isStunRequest() {
            return payload.length >= 20
                    && payload[0] == 0
                    && payload[1] == 1
                    && ByteBuffer.wrap(payload).getInt(4) == STUN_COOKIE;
        }

        /** RFC 7983: SRTP begins with 128 to 191. */
        boolean isMedia() {
            return payload.length > 12 && (payload[0] & 0xC0) == 0x80;
        }

        /** The attribute of that type, RFC 8489 section 14. */
        Optional<byte[]> attribute(int type) {
            ByteBuffer stun = ByteBuffer.wrap(payload).position(20);
            while (stun.remaining() >= 4) {
                int found = stun.getShort() & 0xFFFF;
                byte[] value = new byte[stun.getShort() & 0xFFFF];
                if (value.length > stun.remaining()) {
                    return Optional.empty();
                }
                stun.get(value);
                if (found == type) {
                    return Optional.of(value);
                }
                stun.position(Math.min(stun.limit(), stun.position() + (4 - value.length % 4) % 4));
            }
            return Optional.empty();
        }

        Optional<String> username() {
            return attribute(0x0006).map(value -> new String(value, StandardCharsets.UTF_8));
        }
    }

    private Capture() {}

    static List<Datagram> read(Path file) throws IOException {
        ByteBuffer pcap = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Datagram> found = new ArrayList<>();
        pcap.position(24);
        while (pcap.remaining() >= 16) {
            pcap.getLong();
            int length = pcap.getInt();
            pcap.getInt();
            if (length > pcap.remaining()) {
                break;
            }
            byte[] frame = new byte[length];
            pcap.get(frame);
            udp(ByteBuffer.wrap(frame)).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Datagram> udp(ByteBuffer frame) {
        if (frame.limit() < 42 || frame.getShort(12) != 0x0800 || frame.get(23) != 17) {
            return Optional.empty();
        }
        int header = (frame.get(14) & 0x0F) * 4;
        int udp = 14 + header;
        byte[] payload = new byte[(frame.getShort(udp + 4) & 0xFFFF) - 8];
        frame.get(udp + 8, payload);
        return Optional.of(new Datagram(
                ip(frame, 26), frame.getShort(udp) & 0xFFFF, ip(frame, 30), frame.getShort(udp + 2) & 0xFFFF, payload));
    }

    private static String ip(ByteBuffer frame, int at) {
        return (frame.get(at) & 0xFF) + "." + (frame.get(at + 1) & 0xFF) + "." + (frame.get(at + 2) & 0xFF) + "."
                + (frame.get(at + 3) & 0xFF);
    }
}
