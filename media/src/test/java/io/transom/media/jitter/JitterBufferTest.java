package io.transom.media.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.media.Frame;
import io.transom.media.Speech;
import io.transom.media.opus.OpusCodec;
import io.transom.media.opus.OpusCodecs;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JitterBufferTest {
    private final OpusCodec codec = OpusCodecs.open();
    private final JitterBuffer buffer = new JitterBuffer(codec);

    @AfterEach
    void close() {
        codec.close();
    }

    private static final List<byte[]> SENTENCE = sentence();

    private static List<byte[]> sentence() {
        List<byte[]> packets = new ArrayList<>();
        try (OpusCodec encoder = OpusCodecs.open()) {
            for (int i = 0; i < 250; i++) {
                packets.add(encoder.encode(Speech.frame(Speech.visitor(), i)));
            }
        }
        return packets;
    }

    private static SoundPacket packet(long index) {
        return new SoundPacket(index, (int) (index * 960), index == 0, SENTENCE.get((int) (index % 250)));
    }

    private static Moment at(double millis) {
        return Moment.ZERO.plus(Duration.ofNanos((long) (millis * 1e6)));
    }

    @Test
    void before_anything_arrived_it_is_silent() {
        assertThat(buffer.next(at(20))).containsOnly((short) 0).hasSize(960);
    }

    @Test
    void the_delay_follows_the_jitter_up_at_once_and_down_within_seconds() {
        Random random = new Random(1);
        double calm = run(0, 200, 0, random);
        assertThat(calm).isLessThan(50);
        double rough = run(200, 300, 100, random);
        assertThat(rough).isBetween(70.0, 180.0);
        double calmAgain = run(500, 500, 0, random);
        assertThat(calmAgain).isLessThan(50);
    }

    /** Packets arrive up to {@code jitter} late; the delay at the end. */
    private double run(int from, int count, double jitter, Random random) {
        PriorityQueue<double[]> flights = new PriorityQueue<>(Comparator.comparingDouble(flight -> flight[0]));
        for (int i = from; i < from + count; i++) {
            flights.add(new double[] {i * 20 + jitter * random.nextDouble(), i});
            while (!flights.isEmpty() && flights.peek()[0] <= i * 20 + 9) {
                double[] flight = flights.remove();
                buffer.put(packet((long) flight[1]), at(flight[0]));
            }
            buffer.next(at(i * 20 + 9));
        }
        flights.forEach(flight -> buffer.put(packet((long) flight[1]), at(flight[0])));
        return buffer.delayMillis();
    }

    @Test
    void a_speaker_that_has_stopped_asking_cannot_make_it_grow() {
        for (int i = 0; i < 10_000; i++) {
            buffer.put(packet(i), at(i * 20));
        }
        assertThat(buffer.heldMillis()).isLessThanOrEqualTo(PacketQueue.CAPACITY * 20);
        buffer.next(at(200_000));
        assertThat(buffer.heldMillis()).isLessThanOrEqualTo(JitterBuffer.MOST_HELD_MS);
    }

    @Test
    void a_clock_that_runs_a_thousandth_fast_or_slow_is_followed_without_a_gap() {
        for (double pace : new double[] {0.999, 1.001}) {
            JitterBuffer drifting = new JitterBuffer(codec);
            for (int i = 0; i < 3_000; i++) {
                drifting.put(packet(i), at(i * 20 * pace));
                drifting.next(at(i * 20 * pace + 5));
            }
            assertThat(drifting.concealed()).as("pace " + pace).isLessThan(5);
            assertThat(drifting.delayMillis()).isLessThan(70);
        }
    }

    @Test
    void a_sound_card_that_asks_for_three_frames_at_once_gets_them_whole() {
        for (int i = 0; i < 600; i++) {
            buffer.put(packet(i), at(i * 20));
            if (i % 3 == 2) {
                for (int k = 0; k < 3; k++) {
                    buffer.next(at(i * 20 + 3));
                }
            }
            if (i == 100) {
                assertThat(buffer.concealed()).isLessThan(6);
            }
        }
        assertThat(buffer.concealed()).isLessThan(8);
        assertThat(buffer.delayMillis()).isLessThan(120);
    }

    @Test
    void a_path_that_got_faster_is_used_to_the_full_within_a_second_and_a_half() {
        for (int i = 0; i < 300; i++) {
            buffer.put(packet(i), at(i * 20 + 150));
            buffer.next(at(i * 20 + 155));
        }
        // From the relay to the direct path: 120 ms less, so six packets overtake.
        for (int i = 300; i < 306; i++) {
            buffer.put(packet(i), at(300 * 20 + 156));
        }
        for (int i = 306; i < 380; i++) {
            buffer.put(packet(i), at(i * 20 + 30));
            buffer.next(at(i * 20 + 35));
        }
        assertThat(buffer.delayMillis()).isLessThan(70);
        assertThat(buffer.concealed()).isLessThan(3);
    }

    @Test
    void timestamps_and_indices_far_apart_do_not_stall_it() {
        Random random = new Random(2);
        long index = 0;
        for (int i = 0; i < 5_000; i++) {
            index = Math.max(0, index + random.nextInt(-3, random.nextInt(50) == 0 ? 100_000 : 4));
            SoundPacket wild = new SoundPacket(index, random.nextInt(), random.nextBoolean(), new byte[] {1, 2, 3});
            buffer.put(wild, at(i * 20));
            assertThat(buffer.next(at(i * 20 + 5))).hasSize(Frame.SAMPLES);
            assertThat(buffer.heldMillis()).isLessThan(1_500);
        }
        for (int i = 0; i < 100; i++) {
            short[] frame = Speech.frame(Speech.visitor(), 20 + i);
            buffer.put(new SoundPacket(index + 200 + i, i * 960, i == 0, codec.encode(frame)), at(200_000 + i * 20));
            buffer.next(at(200_000 + i * 20 + 5));
        }
        assertThat(buffer.decoded()).isGreaterThan(50);
    }
}
