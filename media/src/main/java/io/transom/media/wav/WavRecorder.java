package io.transom.media.wav;

import io.transom.media.Frame;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A recording that grows: its header is brought up to date each second, so that a program that dies leaves a good file. */
public final class WavRecorder implements AutoCloseable {
    private static final int HEADER_EVERY = Frame.SAMPLE_RATE;

    private final RandomAccessFile file;
    private long samples;
    private long declared;
    private byte[] octets = new byte[2 * Frame.SAMPLES];

    /** Begins {@code path} anew. */
    public WavRecorder(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        file.write(WavFile.header(0));
    }

    /** Mono samples at 48 kHz, as many as there are. */
    public void write(short[] frame) throws IOException {
        if (octets.length < 2 * frame.length) {
            octets = new byte[2 * frame.length];
        }
        for (int i = 0; i < frame.length; i++) {
            octets[2 * i] = (byte) frame[i];
            octets[2 * i + 1] = (byte) (frame[i] >> 8);
        }
        file.write(octets, 0, 2 * frame.length);
        samples += frame.length;
        if (samples - declared >= HEADER_EVERY) {
            declare();
        }
    }

    private void declare() throws IOException {
        file.seek(0);
        file.write(WavFile.header(samples));
        file.seek(WavFile.HEADER + 2 * samples);
        declared = samples;
    }

    /** Samples written so far. */
    public long samples() {
        return samples;
    }

    @Override
    public void close() throws IOException {
        declare();
        file.close();
    }
}
