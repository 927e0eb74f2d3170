package io.transom.wire;

import java.util.Optional;

/**
 * A window over foreign octets that can't be over-read: what isn't there reads as zeros and marks the reader failed, so
 * that a decoder reads on in a straight line and asks once, at the end.
 */
public final class ByteReader {
    private final byte[] octets;
    private int at;
    private boolean failed;

    public ByteReader(Bytes source) {
        octets = source.shared();
    }

    public int u8() {
        return (int) number(1);
    }

    public int u16() {
        return (int) number(2);
    }

    public long u32() {
        return number(4);
    }

    /** Eight octets; negative where the first bit is set. */
    public long u64() {
        return number(8);
    }

    /** Exactly {@code count} octets, all zero where so many aren't there. {@code count} is the decoder's, not the peer's. */
    public Bytes bytes(int count) {
        if (!has(count)) {
            return Bytes.owning(new byte[count]);
        }
        at += count;
        return Bytes.of(octets, at - count, count);
    }

    /** One octet of length, then the octets; fails where the length is above {@code longest}. */
    public Bytes prefixed8(int longest) {
        return prefixed(u8(), longest);
    }

    /** Two octets of length, then the octets; fails where the length is above {@code longest}. */
    public Bytes prefixed16(int longest) {
        return prefixed(u16(), longest);
    }

    /** One octet that counts what follows; zero and failed where it is above {@code most}. */
    public int count(int most) {
        int count = u8();
        if (count > most) {
            fail();
            return 0;
        }
        return count;
    }

    /** The decoder has seen something that can't be. */
    public void fail() {
        failed = true;
    }

    public boolean failed() {
        return failed;
    }

    /** {@code decoded}, if nothing has failed and nothing is left over. */
    public <T> Optional<T> whole(T decoded) {
        return failed || at != octets.length ? Optional.empty() : Optional.of(decoded);
    }

    private Bytes prefixed(int length, int longest) {
        if (length > longest || !has(length)) {
            fail();
            return Bytes.EMPTY;
        }
        return bytes(length);
    }

    private long number(int size) {
        if (!has(size)) {
            return 0;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | octets[at++] & 0xFF;
        }
        return value;
    }

    private boolean has(int count) {
        failed |= count > octets.length - at;
        return !failed;
    }
}
