package io.transom.wire;

import java.util.Optional;

/** An IP address and a UDP port (0..65535); written {@code 203.0.113.9:4000} or {@code [2001:db8::1]:4000}. */
public record UdpAddress(IpAddress ip, int port) implements Comparable<UdpAddress> {
    public UdpAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a UDP port is 0 to 65535, not " + port);
        }
    }

    public static Optional<UdpAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.length() - colon > 6) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        String digits = text.substring(colon + 1);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || Integer.parseInt(digits) > 65535) {
            return Optional.empty();
        }
        int port = Integer.parseInt(digits);
        return IpAddress.parse(host).filter(ip -> ip.isV4() != bracketed).map(ip -> new UdpAddress(ip, port));
    }

    @Override
    public int compareTo(UdpAddress other) {
        int byIp = ip.compareTo(other.ip);
        return byIp != 0 ? byIp : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return ip.isV4() ? ip + ":" + port : "[" + ip + "]:" + port;
    }
}
