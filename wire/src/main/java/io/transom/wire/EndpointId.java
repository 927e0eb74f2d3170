package io.transom.wire;

import java.util.Optional;

/**
 * Who an endpoint is: the first 128 bits of a hash of its public keys ({@link PublicIdentity#id()}), written as 26
 * characters of lower-case base32 (RFC 4648 alphabet). It names the keys, so it cannot be given to other keys.
 */
public record EndpointId(String text) implements Comparable<EndpointId> {
    public static final int TEXT_LENGTH = 26;

    /** 26 characters hold 130 bits; the last two are zero, so that an id has one spelling only. */
    private static final String LAST = "aeimquy4";

    public EndpointId {
        if (!isWellFormed(text)) {
            throw new IllegalArgumentException(
                    "an endpoint id is 26 characters of a-z and 2-7, the last one of aeimquy4: " + text);
        }
    }

    /** Empty where {@code text} isn't an id: for foreign text. */
    public static Optional<EndpointId> parse(String text) {
        return isWellFormed(text) ? Optional.of(new EndpointId(text)) : Optional.empty();
    }

    public static EndpointId fromHash(Bytes hash) {
        return new EndpointId(Base32.encode(hash.slice(0, 16)));
    }

    private static boolean isWellFormed(String text) {
        if (text.length() != TEXT_LENGTH || LAST.indexOf(text.charAt(TEXT_LENGTH - 1)) < 0) {
            return false;
        }
        for (int i = 0; i < TEXT_LENGTH; i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '2' && c <= '7')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(EndpointId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
