package io.transom.media.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.transom.media.Frame;
import io.transom.media.Speech;
import io.transom.media.measure.Listening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpusCodecTest {
    static Stream<Named<Supplier<OpusCodec>>> libraries() {
        Named<Supplier<OpusCodec>> pure = Named.of("Concentus", OpusCodecs::openPureJava);
        return OpusCodecs.nativePresent() ? Stream.of(Named.of("libopus", LibOpus::new), pure) : Stream.of(pure);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void speech_comes_through_intelligible_in_small_packets(Supplier<OpusCodec> library) {
        short[] said = Speech.visitor();
        short[] heard = new short[said.length];
        int octets = 0;
        try (OpusCodec codec = library.get()) {
            for (int i = 0; i < said.length / Frame.SAMPLES; i++) {
                byte[] packet = codec.encode(Speech.frame(said, i));
                assertThat(packet.length).isBetween(1, OpusCodec.MOST_PACKET);
                octets += packet.length;
                System.arraycopy(codec.decode(packet), 0, heard, i * Frame.SAMPLES, Frame.SAMPLES);
            }
        }
        assertThat(Listening.of(said, heard).similarity()).isGreaterThan(0.95);
        double bitsPerSecond = octets * 8.0 / (said.length / 48_000.0);
        assertThat(bitsPerSecond).isBetween(15_000.0, 40_000.0);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void a_lost_frame_is_better_recovered_from_the_next_packet_than_guessed(Supplier<OpusCodec> library) {
        assertThat(similarity(library, true)).isGreaterThan(similarity(library, false) + 0.01);
    }

    /** Every third packet lost. */
    private static double similarity(Supplier<OpusCodec> library, boolean redundancy) {
        short[] said = Speech.visitor();
        short[] heard = new short[said.length];
        try (OpusCodec codec = library.get()) {
            List<byte[]> packets = new ArrayList<>();
            for (int i = 0; i < said.length / Frame.SAMPLES; i++) {
                packets.add(codec.encode(Speech.frame(said, i)));
            }
            for (int i = 0; i < packets.size() - 1; i++) {
                short[] frame = i % 3 != 2
                        ? codec.decode(packets.get(i))
                        : redundancy ? codec.recover(packets.get(i + 1)) : codec.conceal();
                System.arraycopy(frame, 0, heard, i * Frame.SAMPLES, Frame.SAMPLES);
            }
        }
        return Listening.of(said, heard).similarity();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void no_malformed_packet_throws_or_stops_the_sound_behind_it(Supplier<OpusCodec> library) {
        Random random = new Random(1);
        try (OpusCodec codec = library.get()) {
            byte[] good = new byte[0];
            for (int i = 20; i < 40; i++) {
                good = codec.encode(Speech.frame(Speech.visitor(), i));
            }
            for (int length = 0; length <= good.length; length++) {
                assertThat(codec.decode(Arrays.copyOf(good, length))).hasSize(Frame.SAMPLES);
                assertThat(codec.recover(Arrays.copyOf(good, length))).hasSize(Frame.SAMPLES);
            }
            for (int i = 0; i < 2_000; i++) {
                byte[] noise = new byte[random.nextInt(i % 100 == 0 ? 5_000 : 200)];
                random.nextBytes(noise);
                assertThat(i % 5 == 0 ? codec.recover(noise) : codec.decode(noise))
                        .hasSize(Frame.SAMPLES);
            }
            double energy = 0;
            for (int i = 20; i < 60; i++) {
                for (short sample : codec.decode(codec.encode(Speech.frame(Speech.visitor(), i)))) {
                    energy += sample * sample;
                }
            }
            assertThat(energy).isGreaterThan(1e9);
        }
    }

    @Test
    void open_prefers_the_native_library_and_says_which_it_found() {
        try (OpusCodec codec = OpusCodecs.open()) {
            assertThat(codec.library()).startsWith(OpusCodecs.nativePresent() ? "libopus " : "concentus ");
        }
    }

    @Test
    void a_closed_codec_says_so_instead_of_touching_freed_memory() {
        assumeTrue(OpusCodecs.nativePresent(), "libopus is not on this machine");
        OpusCodec codec = OpusCodecs.open();
        codec.close();
        codec.close();
        assertThatThrownBy(() -> codec.encode(Frame.silence())).hasMessageContaining("closed");
        assertThatThrownBy(codec::conceal).hasMessageContaining("closed");
    }

    @Test
    void a_frame_of_the_wrong_length_is_our_mistake() {
        try (OpusCodec codec = OpusCodecs.open()) {
            assertThatThrownBy(() -> codec.encode(new short[480])).hasMessageContaining("480");
        }
    }
}
