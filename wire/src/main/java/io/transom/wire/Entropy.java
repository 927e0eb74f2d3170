package io.transom.wire;

/** Where unpredictable octets come from: the operating system in a program, the seed in a simulation. */
@FunctionalInterface
public interface Entropy {
    Bytes bytes(int count);

    /** Uniform in 0 (inclusive) to 1 (exclusive), for jitter. */
    default double fraction() {
        Bytes octets = bytes(4);
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | octets.at(i);
        }
        return value / 4294967296.0;
    }
}
