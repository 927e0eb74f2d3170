package io.transom.simulator.net;

import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import java.time.Duration;
import java.util.List;

/**
 * A seeded generator, the simulation's only source of chance: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Small enough
 * to be read, and the same on every platform and in every version of Java.
 */
public final class Dice implements Entropy {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public Dice(long seed) {
        this.state = seed;
    }

    /** Dice of their own for one purpose, so that one more throw there changes nothing here. */
    public Dice fork(String purpose) {
        long mixed = state;
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mix(mixed + GOLDEN_GAMMA + purpose.charAt(i));
        }
        return new Dice(mixed);
    }

    public long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** 0 (inclusive) to {@code bound} (exclusive). */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return fraction() < probability;
    }

    @Override
    public double fraction() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform between {@code least} and {@code most}. */
    public Duration between(Duration least, Duration most) {
        return least.plusNanos((long) (fraction() * most.minus(least).toNanos()));
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    @Override
    public Bytes bytes(int count) {
        byte[] octets = new byte[count];
        for (int at = 0; at < count; at += Long.BYTES) {
            long word = next();
            for (int i = 0; i < Long.BYTES && at + i < count; i++) {
                octets[at + i] = (byte) (word >>> 8 * i);
            }
        }
        return Bytes.owning(octets);
    }
}
