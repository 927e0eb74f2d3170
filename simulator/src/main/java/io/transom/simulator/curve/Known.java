package io.transom.simulator.curve;

import io.transom.wire.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was multiplied and signed lately. Both ends of an agreement are in this program, and both come to the same octets (RFC 7748
 * section 6.1): whoever comes second finds them here. Any other point, by a single bit, is multiplied.
 *
 * <pre>
 *  base point x a = A, base point x b = B      {A, B} names a x B, which is b x A
 * </pre>
 *
 * So it is with a signature: whoever verifies it finds the very one here that its signer has made.
 */
final class Known {
    static final ThreadLocal<Known> OF_THREAD = ThreadLocal.withInitial(Known::new);

    /** A sealed message is opened within seconds, or never: a world makes a few hundred. */
    private static final int MOST = 512;

    private static final Bytes BASE_POINT = Bytes.hex("09" + "00".repeat(31));

    private final Map<Bytes, Bytes> publics = bounded();
    private final Map<Bytes, Bytes> agreements = bounded();
    private final Map<Bytes, Edwards.Expanded> signers = bounded();
    /** Public key, signature and message of each. */
    private final Map<Bytes, Boolean> signed = bounded();

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

    /** As {@link Edwards#sign}. */
    byte[] sign(byte[] privateKey, byte[] message) {
        Edwards.Expanded signer = signers.computeIfAbsent(Bytes.of(privateKey), key -> Edwards.expand(privateKey));
        byte[] signature = Edwards.sign(signer, message);
        signed.put(name(Bytes.of(signer.publicKey()), message, signature), true);
        return signature;
    }

    /** False also where that was long ago. */
    boolean wasSigned(Bytes publicKey, byte[] message, byte[] signature) {
        return signed.containsKey(name(publicKey, message, signature));
    }

    /** The key has 32 octets and a signature 64, or it is none that was made here. */
    private static Bytes name(Bytes publicKey, byte[] message, byte[] signature) {
        return Bytes.join(publicKey, Bytes.of((byte) signature.length), Bytes.of(signature), Bytes.of(message));
    }

    private static <T> Map<Bytes, T> bounded() {
        return new LinkedHashMap<Bytes, T>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Bytes, T> eldest) {
                return size() > MOST;
            }
        };
    }
}
