package io.transom.core.lan;

import io.transom.wire.IpAddress;

/**
 * One of our own links, as an address of ours on it tells.
 *
 * @param prefix how many leading bits everybody on the link has in common
 */
public record Subnet(IpAddress own, int prefix) {
    /** 192.168.0.0/16 (RFC 1918 section 3). */
    private static final Subnet HOMES = new Subnet(IpAddress.of(192, 168, 0, 0), 16);

    public Subnet {
        if (prefix < 0 || prefix > 8 * own.octets().length()) {
            throw new IllegalArgumentException("a prefix of " + prefix + " bits for " + own);
        }
    }

    /**
     * For an address of ours whose link nobody has told us of: what homes nearly always have, where only homes have such
     * addresses. A modem's 10.x.y.z is among a carrier's other subscribers, and nobody's neighbour.
     */
    public static Subnet usual(IpAddress own) {
        return new Subnet(own, own.isV4() ? HOMES.hasPrefix(own) ? 24 : 32 : 64);
    }

    /** Whether {@code ip} is somebody else there that packets may be sent to (design: no reflection, rule c). */
    public boolean isNeighbour(IpAddress ip) {
        return (ip.isPrivate() || ip.isLinkLocal())
                && ip.isV4() == own.isV4()
                && !ip.isMulticastOrBroadcast()
                && !ip.equals(own)
                && !isLastOrFirst(ip)
                && hasPrefix(ip);
    }

    private boolean hasPrefix(IpAddress ip) {
        for (int bit = 0; bit < prefix; bit++) {
            if (bit(ip, bit) != bit(own, bit)) {
                return false;
            }
        }
        return true;
    }

    /** The link's own number and its broadcast address (RFC 919), where it has them (not in RFC 3021's links of two). */
    private boolean isLastOrFirst(IpAddress ip) {
        int bits = 8 * ip.octets().length();
        if (!ip.isV4() || prefix > bits - 2) {
            return false;
        }
        boolean zeros = true;
        boolean ones = true;
        for (int bit = prefix; bit < bits; bit++) {
            zeros &= bit(ip, bit) == 0;
            ones &= bit(ip, bit) == 1;
        }
        return zeros || ones;
    }

    private static int bit(IpAddress ip, int bit) {
        return ip.octets().at(bit / 8) >> 7 - bit % 8 & 1;
    }
}
