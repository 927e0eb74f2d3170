package io.transom.bench.hot;

import io.transom.media.Frame;
import io.transom.media.wav.WavException;
import io.transom.media.wav.WavFile;
import io.transom.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/** What is measured on: the same octets and the same spoken sentence in every run. */
final class Material {
    private Material() {}

    static Bytes octets(long seed, int count) {
        byte[] octets = new byte[count];
        new Random(seed).nextBytes(octets);
        return Bytes.owning(octets);
    }

    /** The visitor's sentence as whole frames, short[960] each. */
    static short[][] speech() {
        try (InputStream wav = Objects.requireNonNull(
                WavFile.class.getResourceAsStream("/io/transom/media/speech/visitor.wav"), "the visitor's sentence")) {
            short[] samples = WavFile.read(wav.readAllBytes(), "visitor");
            short[][] frames = new short[samples.length / Frame.SAMPLES][];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = Arrays.copyOfRange(samples, i * Frame.SAMPLES, (i + 1) * Frame.SAMPLES);
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WavException e) {
            throw new IllegalStateException("the visitor's sentence can't be read", e);
        }
    }
}
