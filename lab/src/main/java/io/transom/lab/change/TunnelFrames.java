package io.transom.lab.change;

import io.transom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary messages of WebSocket (RFC 6455 section 5.2) that stand whole in one TCP segment. The tunnel writes each at once
 * and waits for none (TCP_NODELAY), so nearly all do; one that doesn't is missed, and looks like a lost packet.
 *
 * <pre>
 *   82 | mask bit, length (7 bits; 126: 16 more) | mask (4 octets, from a client) | message
 * </pre>
 */
final class TunnelFrames {
    private static final int FINAL_BINARY = 0x82;
    private static final int MASKED = 0x80;
    private static final int LONGER = 126;
    private static final int MASK_LENGTH = 4;

    private TunnelFrames() {}

    static List<Bytes> in(Bytes segment) {
        List<Bytes> messages = new ArrayList<>();
        int at = 0;
        while (at + 4 <= segment.length() && segment.at(at) == FINAL_BINARY) {
            boolean masked = (segment.at(at + 1) & MASKED) != 0;
            int length = segment.at(at + 1) & ~MASKED;
            int from = at + 2;
            if (length == LONGER) {
                length = segment.at(at + 2) << 8 | segment.at(at + 3);
                from += 2;
            }
            int mask = from;
            from += masked ? MASK_LENGTH : 0;
            if (length > LONGER && from == at + 2 || from + length > segment.length()) {
                return messages;
            }
            messages.add(masked ? unmasked(segment, mask, from, length) : segment.slice(from, from + length));
            at = from + length;
        }
        return messages;
    }

    private static Bytes unmasked(Bytes segment, int mask, int from, int length) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (segment.at(from + i) ^ segment.at(mask + i % MASK_LENGTH));
        }
        return Bytes.owning(message);
    }
}
