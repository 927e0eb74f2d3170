package io.transom.wire;

/** One call, or one ring: 16 random octets minted by whoever starts it. */
public record CallId(Bytes octets) implements Comparable<CallId> {
    public static final int LENGTH = 16;

    public CallId {
        if (octets.length() != LENGTH) {
            throw new IllegalArgumentException("a call id has 16 octets, not " + octets.length());
        }
    }

    public static CallId random(Entropy entropy) {
        return new CallId(entropy.bytes(LENGTH));
    }

    @Override
    public int compareTo(CallId other) {
        return octets.compareTo(other.octets);
    }

    /** 26 characters of base32. */
    @Override
    public String toString() {
        return Base32.encode(octets);
    }
}
