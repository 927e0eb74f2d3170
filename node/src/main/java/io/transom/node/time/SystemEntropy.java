package io.transom.node.time;

import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import java.security.SecureRandom;

/** The operating system's random source. Safe for any thread. */
public final class SystemEntropy implements Entropy {
    private final SecureRandom random = new SecureRandom();

    @Override
    public Bytes bytes(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return Bytes.owning(octets);
    }
}
