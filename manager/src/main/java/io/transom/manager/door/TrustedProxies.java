package io.transom.manager.door;

import io.transom.wire.IpAddress;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The proxies in front of this manager: their word, and nobody else's, says from where a connection comes. */
public record TrustedProxies(List<Range> ranges) {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /** One address, or all that begin with the same {@code bits}. */
    public record Range(IpAddress first, int bits) {
        /** Shorter means half the internet: a slip of the finger, by which every stranger would be believed. */
        private static final int FEWEST_BITS = 8;

        public Range {
            if (bits < FEWEST_BITS || bits > 8 * first.octets().length()) {
                throw new IllegalArgumentException("a range of " + bits + " bits for " + first);
            }
        }

        /** Reads {@code ADDRESS[/LEN]}; empty for anything else. */
        public static Optional<Range> parse(String text) {
            int slash = text.indexOf('/');
            Optional<IpAddress> first = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
            int longest = first.map(ip -> 8 * ip.octets().length()).orElse(0);
            int bits = slash < 0 ? longest : number(text.substring(slash + 1));
            return first.filter(ip -> bits >= FEWEST_BITS && bits <= longest).map(ip -> new Range(ip, bits));
        }

        private static int number(String text) {
            return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
        }

        boolean contains(byte[] address) {
            byte[] own = first.octets().toArray();
            return own.length == address.length && high(own).equals(high(address));
        }

        private BigInteger high(byte[] address) {
            return new BigInteger(1, address).shiftRight(8 * address.length - bits);
        }
    }

    boolean contains(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address.getAddress()));
    }
}
