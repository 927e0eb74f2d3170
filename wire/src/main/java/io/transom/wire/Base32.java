package io.transom.wire;

import java.util.Locale;
import java.util.Optional;

/** RFC 4648 base32 in lower case without padding: safe in topics, file names and speech. */
public final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private Base32() {}

    public static String encode(Bytes octets) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < octets.length(); i++) {
            buffer = buffer << 8 | octets.at(i);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt(buffer >> bits & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
        }
        return text.toString();
    }

    /** Upper case is accepted; empty where a character is foreign or the unused last bits aren't zero. */
    public static Optional<Bytes> decode(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        byte[] octets = new byte[lower.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < lower.length(); i++) {
            int value = ALPHABET.indexOf(lower.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            buffer = buffer << 5 | value;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                octets[at++] = (byte) (buffer >> bits);
            }
            buffer &= (1 << bits) - 1;
        }
        return bits >= 5 || buffer != 0 ? Optional.empty() : Optional.of(Bytes.owning(octets));
    }
}
