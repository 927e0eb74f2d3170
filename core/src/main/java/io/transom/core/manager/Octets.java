package io.transom.core.manager;

import io.transom.wire.Bytes;

/** Numbers as 8 octets, big-endian. */
final class Octets {
    private Octets() {}

    static Bytes of(long value) {
        byte[] octets = new byte[8];
        for (int i = 0; i < 8; i++) {
            octets[i] = (byte) (value >>> 8 * (7 - i));
        }
        return Bytes.owning(octets);
    }

    /** The first 8 of {@code octets}. */
    static long toLong(Bytes octets) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | octets.at(i);
        }
        return value;
    }
}
