package io.transom.wire;

import java.util.Optional;

/** The text forms of {@link IpAddress}: dotted quads, and RFC 4291 read, RFC 5952 written. */
final class IpText {
    private IpText() {}

    static Optional<IpAddress> parse(String text) {
        if (text.length() > 45) {
            return Optional.empty();
        }
        return text.indexOf(':') < 0 ? parseV4(text) : parseV6(text);
    }

    private static Optional<IpAddress> parseV4(String text) {
        byte[] octets = new byte[4];
        int index = 0;
        int value = -1;
        int digits = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0 || index == 4) {
                    return Optional.empty();
                }
                octets[index++] = (byte) value;
                value = -1;
                digits = 0;
            } else if (c >= '0' && c <= '9' && digits < 3 && value != 0) {
                value = Math.max(value, 0) * 10 + (c - '0');
                digits++;
                if (value > 255) {
                    return Optional.empty();
                }
            } else {
                return Optional.empty();
            }
        }
        return index == 4 ? Optional.of(new IpAddress(Bytes.of(octets))) : Optional.empty();
    }

    private static Optional<IpAddress> parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        int[] head = gap < 0 ? groups(text) : groups(text.substring(0, gap));
        int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2));
        if (head.length == 1 && head[0] < 0 || tail.length == 1 && tail[0] < 0) {
            return Optional.empty();
        }
        int given = head.length + tail.length;
        if (gap < 0 ? given != 8 : given > 7) {
            return Optional.empty();
        }
        byte[] octets = new byte[16];
        put(octets, 0, head);
        put(octets, 8 - tail.length, tail);
        return Optional.of(new IpAddress(Bytes.of(octets)));
    }

    private static void put(byte[] octets, int group, int[] values) {
        for (int i = 0; i < values.length; i++) {
            octets[2 * (group + i)] = (byte) (values[i] >> 8);
            octets[2 * (group + i) + 1] = (byte) values[i];
        }
    }

    /** The 16-bit groups of {@code text}, or the single value -1 where it is malformed. */
    private static int[] groups(String text) {
        int[] bad = {-1};
        if (text.isEmpty()) {
            return new int[0];
        }
        int[] found = new int[8];
        int count = 0;
        int from = 0;
        while (from <= text.length()) {
            int to = text.indexOf(':', from);
            to = to < 0 ? text.length() : to;
            String group = text.substring(from, to);
            if (group.isEmpty() || group.length() > 4 || count == 8 || !group.matches("[0-9a-fA-F]+")) {
                return bad;
            }
            found[count++] = Integer.parseInt(group, 16);
            from = to + 1;
        }
        return java.util.Arrays.copyOf(found, count);
    }

    static String format(Bytes octets) {
        if (octets.length() == 4) {
            return octets.at(0) + "." + octets.at(1) + "." + octets.at(2) + "." + octets.at(3);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(octets, i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(octets, i)));
            }
        }
        return text.toString();
    }

    private static int group(Bytes octets, int index) {
        return octets.at(2 * index) << 8 | octets.at(2 * index + 1);
    }
}
