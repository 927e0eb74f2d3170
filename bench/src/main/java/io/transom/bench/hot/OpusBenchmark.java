package io.transom.bench.hot;

import io.transom.media.opus.OpusCodec;
import io.transom.media.opus.OpusCodecs;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One frame, 20 ms of a spoken sentence, with each of the two libraries under the same settings. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the parameter and calls the setup
public class OpusBenchmark {
    /** {@value HotPaths#LIBOPUS} or {@value HotPaths#CONCENTUS}. */
    @Param({HotPaths.LIBOPUS, HotPaths.CONCENTUS})
    public String library;

    private short[][] frames;
    private byte[][] packets;
    private OpusCodec codec;
    private int at;

    @Setup
    public void open() {
        frames = Material.speech();
        packets = new byte[frames.length][];
        codec = library.equals(HotPaths.CONCENTUS) ? OpusCodecs.openPureJava() : OpusCodecs.open();
        // Both decode what the usual encoder of this machine makes.
        try (OpusCodec encoder = OpusCodecs.open()) {
            for (int i = 0; i < frames.length; i++) {
                packets[i] = encoder.encode(frames[i]);
            }
        }
    }

    @TearDown
    public void close() {
        codec.close();
    }

    @Benchmark
    public byte[] encode() {
        return codec.encode(frames[next()]);
    }

    @Benchmark
    public short[] decode() {
        return codec.decode(packets[next()]);
    }

    private int next() {
        at = at + 1 == frames.length ? 0 : at + 1;
        return at;
    }
}
