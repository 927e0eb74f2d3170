package io.transom.wire;

import java.util.Optional;

/** An IPv4 (4 octets) or IPv6 (16 octets) address; never a name, so that reading one never asks a resolver. */
public record IpAddress(Bytes octets) implements Comparable<IpAddress> {
    public IpAddress {
        if (octets.length() != 4 && octets.length() != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length());
        }
    }

    public static IpAddress of(int a, int b, int c, int d) {
        return new IpAddress(Bytes.of((byte) a, (byte) b, (byte) c, (byte) d));
    }

    public boolean isV4() {
        return octets.length() == 4;
    }

    /** Reads dotted IPv4 or RFC 4291 IPv6 text without a zone; empty for anything else. */
    public static Optional<IpAddress> parse(String text) {
        return IpText.parse(text);
    }

    /** 127/8 or ::1. */
    public boolean isLoopback() {
        if (isV4()) {
            return octets.at(0) == 127;
        }
        for (int i = 0; i < 15; i++) {
            if (octets.at(i) != 0) {
                return false;
            }
        }
        return octets.at(15) == 1;
    }

    /** RFC 1918, RFC 6598 (shared carrier space is not counted: it is not one of our links), RFC 4193 fc00::/7. */
    public boolean isPrivate() {
        int a = octets.at(0);
        int b = octets.at(1);
        if (isV4()) {
            return a == 10 || a == 172 && b >= 16 && b <= 31 || a == 192 && b == 168;
        }
        return (a & 0xFE) == 0xFC;
    }

    /** 169.254/16 or fe80::/10. */
    public boolean isLinkLocal() {
        int a = octets.at(0);
        int b = octets.at(1);
        return isV4() ? a == 169 && b == 254 : a == 0xFE && (b & 0xC0) == 0x80;
    }

    /** 224/4, 255.255.255.255 and ff00::/8: never a target of ours. */
    public boolean isMulticastOrBroadcast() {
        int a = octets.at(0);
        if (!isV4()) {
            return a == 0xFF;
        }
        return a >= 224;
    }

    /**
     * An IPv6 address that stands for an IPv4 one, under which that would pass for a second address with limits of its
     * own: ::/96 and ::ffff:0:0/96 (RFC 4291 section 2.5.5), 64:ff9b::/96 (NAT64, RFC 6052) and 64:ff9b:1::/48 (RFC 8215),
     * 2002::/16 (6to4, RFC 3056), 2001::/32 (Teredo, RFC 4380).
     */
    public boolean standsForV4() {
        if (isV4() || isLoopback() || isUnspecified()) {
            return false;
        }
        return startsWith(0x2002)
                || startsWith(0x2001, 0)
                || startsWith(0x64, 0xFF9B, 0, 0, 0, 0)
                || startsWith(0x64, 0xFF9B, 1)
                || startsWith(0, 0, 0, 0, 0, 0)
                || startsWith(0, 0, 0, 0, 0, 0xFFFF);
    }

    /** Whether both are in one IPv6 /64, which is one link and one home's (RFC 7421). */
    public boolean sharesPrefixWith(IpAddress other) {
        return !isV4() && !other.isV4() && octets.slice(0, 8).equals(other.octets.slice(0, 8));
    }

    /** {@code groups} of 16 bits each. */
    private boolean startsWith(int... groups) {
        for (int i = 0; i < groups.length; i++) {
            if ((octets.at(2 * i) << 8 | octets.at(2 * i + 1)) != groups[i]) {
                return false;
            }
        }
        return true;
    }

    /** 0.0.0.0/8 or ::. */
    public boolean isUnspecified() {
        if (isV4()) {
            return octets.at(0) == 0;
        }
        for (int i = 0; i < 16; i++) {
            if (octets.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(IpAddress other) {
        return octets.compareTo(other.octets);
    }

    @Override
    public String toString() {
        return IpText.format(octets);
    }
}
