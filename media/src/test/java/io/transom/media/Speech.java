package io.transom.media;

import io.transom.media.wav.WavException;
import io.transom.media.wav.WavFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** The two sentences of the demo. */
public final class Speech {
    private static final short[] VISITOR = sentence("visitor.wav");
    private static final short[] RESIDENT = sentence("resident.wav");

    private Speech() {}

    public static short[] visitor() {
        return VISITOR.clone();
    }

    public static short[] resident() {
        return RESIDENT.clone();
    }

    private static short[] sentence(String name) {
        try (InputStream in = Frame.class.getResourceAsStream("speech/" + name)) {
            return WavFile.read(in.readAllBytes(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WavException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code sound} after {@code millis} of silence, with a second behind it. */
    public static short[] after(int millis, short[] sound) {
        short[] later = new short[millis * 48 + sound.length + 48_000];
        System.arraycopy(sound, 0, later, millis * 48, sound.length);
        return later;
    }

    public static short[] frame(short[] sound, int number) {
        int from = number * Frame.SAMPLES;
        return from >= sound.length ? Frame.silence() : Arrays.copyOfRange(sound, from, from + Frame.SAMPLES);
    }
}
