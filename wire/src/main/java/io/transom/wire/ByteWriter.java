package io.transom.wire;

import java.util.Arrays;

/** Builds a run of octets, numbers in network order. Growing past the limit given to it is our own mistake. */
public final class ByteWriter {
    private final int most;
    private byte[] octets = new byte[64];
    private int length;

    public ByteWriter(int most) {
        this.most = most;
    }

    /** One octet, 0 to 255. */
    public ByteWriter u8(int value) {
        return number(value, 1);
    }

    /** Two octets, 0 to 65,535. */
    public ByteWriter u16(int value) {
        return number(value, 2);
    }

    /** Four octets, 0 to 2^32 - 1. */
    public ByteWriter u32(long value) {
        return number(value, 4);
    }

    /** Eight octets, 0 to {@link Long#MAX_VALUE}. */
    public ByteWriter u64(long value) {
        require(value >= 0, value + " is negative");
        return u32(value >>> 32).u32(value & 0xFFFF_FFFFL);
    }

    public ByteWriter bytes(Bytes value) {
        makeRoom(value.length());
        System.arraycopy(value.shared(), 0, octets, length, value.length());
        length += value.length();
        return this;
    }

    /** {@code value}, which has to have {@code exactly} that many octets. */
    public ByteWriter fixed(Bytes value, int exactly) {
        require(value.length() == exactly, "has to have " + exactly + " octets, has " + value.length());
        return bytes(value);
    }

    /** One octet of length, then the octets. */
    public ByteWriter prefixed8(Bytes value, int longest) {
        require(value.length() <= Math.min(longest, 255), "too long: " + value.length() + " octets");
        return u8(value.length()).bytes(value);
    }

    /** Two octets of length, then the octets. */
    public ByteWriter prefixed16(Bytes value, int longest) {
        require(value.length() <= Math.min(longest, 65_535), "too long: " + value.length() + " octets");
        return u16(value.length()).bytes(value);
    }

    public Bytes written() {
        return Bytes.of(octets, 0, length);
    }

    private ByteWriter number(long value, int size) {
        require(value >= 0 && value < 1L << 8 * size, value + " doesn't fit " + size + " octets");
        makeRoom(size);
        for (int i = size - 1; i >= 0; i--) {
            octets[length++] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    private void makeRoom(int more) {
        require(length + more <= most, "more than " + most + " octets");
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
        }
    }

    private static void require(boolean held, String message) {
        if (!held) {
            throw new IllegalArgumentException(message);
        }
    }
}
