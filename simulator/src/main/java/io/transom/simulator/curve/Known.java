package io.transom.simulator.curve;

import io.transom.wire.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was multiplied lately. Both ends of an agreement are in this program, and both come to the same octets (RFC 7748
 * section 6.1): whoever comes second finds them here. Any other point, by a single bit, is multiplied.
 *
 * <pre>
 *  base point x a = A, base point x b = B      {A, B} names a x B, which is b x A
 * </pre>
 */
final class Known {
    static final ThreadLocal<Known> OF_THREAD = ThreadLocal.withInitial(Known::new);

    /** A sealed message is opened within seconds, or never: a world makes a few hundred. */
    private static final int MOST = 512;

    private static final Bytes BASE_POINT = Bytes.hex("09" + "00".repeat(31));

    private final Map<Bytes, Bytes> publics = bounded();
    private final Map<Bytes, Bytes> agreements = bounded();

    /** As {@link Ladder#multiply}; the octets belong to the caller. */
    byte[] multiply(byte[] scalar, byte[] point) {
        Bytes own = Bytes.of(scalar);
        Bytes theirs = Bytes.of(point);
        if (theirs.equals(BASE_POINT)) {
            return publics.computeIfAbsent(own, key -> Bytes.owning(Ladder.multiply(scalar, point)))
                    .toArray();
        }
        return Optional.ofNullable(publics.get(own))
                .map(known -> known.compareTo(theirs) < 0 ? Bytes.join(known, theirs) : Bytes.join(theirs, known))
                .map(pair -> agreements.computeIfAbsent(pair, key -> Bytes.owning(Ladder.multiply(scalar, point))))
                .map(Bytes::toArray)
                .orElseGet(() -> Ladder.multiply(scalar, point));
    }

    private static Map<Bytes, Bytes> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Bytes, Bytes> eldest) {
                return size() > MOST;
            }
        };
    }
}
