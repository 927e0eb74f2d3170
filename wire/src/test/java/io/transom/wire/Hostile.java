package io.transom.wire;

import java.util.Random;
import java.util.function.Consumer;

/** What a decoder has to bear: every cut, every changed octet, and noise. A decoder that throws fails the test. */
public final class Hostile {
    private static final long SEED = 20_260_101;

    private Hostile() {}

    /** Hands over every proper prefix of {@code good}. */
    public static void everyTruncation(Bytes good, Consumer<Bytes> decoder) {
        for (int length = 0; length < good.length(); length++) {
            decoder.accept(good.slice(0, length));
        }
    }

    /** Hands over {@code good} with each octet replaced by each of the 255 others. */
    public static void everyChangedOctet(Bytes good, Consumer<Bytes> decoder) {
        for (int at = 0; at < good.length(); at++) {
            for (int change = 1; change < 256; change++) {
                byte[] octets = good.toArray();
                octets[at] ^= (byte) change;
                decoder.accept(Bytes.owning(octets));
            }
        }
    }

    /** Hands over {@code count} runs of noise of 0 to {@code longest} octets that begin with {@code head}. */
    public static void noise(int count, int longest, Bytes head, Consumer<Bytes> decoder) {
        Random random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            byte[] octets = new byte[random.nextInt(longest + 1)];
            random.nextBytes(octets);
            decoder.accept(Bytes.join(head, Bytes.owning(octets)));
        }
    }
}
