package io.transom.bench.hot;

import io.transom.media.Frame;
import io.transom.media.jitter.JitterBuffer;
import io.transom.media.jitter.SoundPacket;
import io.transom.media.opus.OpusCodec;
import io.transom.wire.Moment;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 20 ms of the ear: one packet in, one frame out, over a network with 0 to 15 ms of jitter. Decoding is not in it. */
@State(Scope.Benchmark)
public class JitterBenchmark {
    private static final int MOST_JITTER_NANOS = 15_000_000;
    private static final byte[] PAYLOAD = new byte[80];

    private final JitterBuffer buffer = new JitterBuffer(new Decoded(Material.speech()));
    private final int[] jitter = new Random(1).ints(1_024, 0, MOST_JITTER_NANOS).toArray();
    private long index;

    @Benchmark
    public short[] putAndNext() {
        long sent = index * Frame.LENGTH.toNanos();
        Moment arrives = new Moment(sent + jitter[(int) (index & 1_023)]);
        buffer.put(new SoundPacket(index, (int) (index * Frame.SAMPLES), index == 0, PAYLOAD), arrives);
        index++;
        return buffer.next(new Moment(sent + MOST_JITTER_NANOS));
    }

    /** Speech that is decoded already, so that only the buffer's own work is measured. */
    private static final class Decoded implements OpusCodec {
        private final short[][] frames;
        private int at;

        Decoded(short[][] frames) {
            this.frames = frames;
        }

        @Override
        public byte[] encode(short[] frame) {
            return PAYLOAD;
        }

        @Override
        public short[] decode(byte[] packet) {
            at = at + 1 == frames.length ? 0 : at + 1;
            return frames[at].clone();
        }

        @Override
        public short[] recover(byte[] nextPacket) {
            return decode(nextPacket);
        }

        @Override
        public short[] conceal() {
            return frames[at].clone();
        }

        @Override
        public String library() {
            return "none";
        }

        @Override
        public void close() {}
    }
}
