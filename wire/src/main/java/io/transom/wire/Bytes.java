package io.transom.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of octets with value equality: what arrives, what leaves, keys and ids. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] octets;
    /** 0 until it is asked for: addresses and transaction ids are looked up many times each. */
    private int hash;

    private Bytes(byte[] octets) {
        this.octets = octets;
    }

    /** Copies {@code octets}. */
    public static Bytes of(byte... octets) {
        return octets.length == 0 ? EMPTY : new Bytes(octets.clone());
    }

    /** Copies {@code length} octets from {@code offset}. */
    public static Bytes of(byte[] octets, int offset, int length) {
        return new Bytes(Arrays.copyOfRange(octets, offset, offset + length));
    }

    /** Takes {@code octets} without copying: the caller promises never to write to them again. */
    public static Bytes owning(byte[] octets) {
        return new Bytes(octets);
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads hexadecimal digits; throws {@link IllegalArgumentException} on anything else. */
    public static Bytes hex(String digits) {
        return new Bytes(HexFormat.of().parseHex(digits));
    }

    public static Bytes join(Bytes... parts) {
        int length = 0;
        for (Bytes part : parts) {
            length = Math.addExact(length, part.octets.length);
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.octets, 0, joined, at, part.octets.length);
            at += part.octets.length;
        }
        return new Bytes(joined);
    }

    public int length() {
        return octets.length;
    }

    public boolean isEmpty() {
        return octets.length == 0;
    }

    /** The octet at {@code index} as 0..255. */
    public int at(int index) {
        return octets[index] & 0xFF;
    }

    public Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(octets, from, to));
    }

    public byte[] toArray() {
        return octets.clone();
    }

    /** The octets themselves, for readers in hot paths that promise not to write. */
    public byte[] shared() {
        return octets;
    }

    public String toUtf8() {
        return new String(octets, StandardCharsets.UTF_8);
    }

    public String toHex() {
        return HexFormat.of().formatHex(octets);
    }

    /** Equality in constant time, for what an attacker may guess at. */
    public boolean sameSecret(Bytes other) {
        return MessageDigest.isEqual(octets, other.octets);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(octets, other.octets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(octets);
            hash = known;
        }
        return known;
    }

    /** The length only: octets may be a key, and a log must never hold one. */
    @Override
    public String toString() {
        return "Bytes[" + octets.length + "]";
    }
}
