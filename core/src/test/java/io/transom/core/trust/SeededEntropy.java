package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import java.util.SplittableRandom;

/** Octets that repeat under the same seed. */
public final class SeededEntropy implements Entropy {
    private final SplittableRandom random;

    public SeededEntropy(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public Bytes bytes(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return Bytes.owning(octets);
    }
}
