package io.transom.manager.door;

import java.net.InetAddress;
import java.util.Arrays;

/** An IPv4 address, or the first 64 bits of an IPv6 address: what one household has. */
record Source(long prefix, boolean v4) {
    private static final int V4_OCTETS = 4;
    private static final int PREFIX_OCTETS = 8;

    static Source of(InetAddress address) {
        byte[] octets = address.getAddress();
        long prefix = 0;
        for (byte octet : Arrays.copyOf(octets, Math.min(PREFIX_OCTETS, octets.length))) {
            prefix = prefix << 8 | octet & 0xFF;
        }
        return new Source(prefix, octets.length == V4_OCTETS);
    }
}
