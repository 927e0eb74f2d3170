package io.transom.agent.alsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.transom.media.Frame;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real libasound, with its PCMs that need no card. */
@Timeout(20)
class AlsaTest {
    private static final Pace PACE = Pace.system();

    @BeforeAll
    static void libasoundIsHere() {
        boolean here = true;
        try {
            Alsa.load();
        } catch (IOException missing) {
            here = false;
            System.err.println("\nSKIPPED: ALSA was not tested: " + missing.getMessage() + "\n");
        }
        assumeTrue(here, "libasound is not installed");
        assumeTrue(Files.exists(Path.of("/usr/share/alsa/alsa.conf")), "libasound's configuration is not installed");
    }

    @Test
    void what_is_written_is_what_the_card_gets(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("played.raw");
        try (AlsaSpeaker speaker = AlsaSpeaker.open("file:FILE='" + file + "',FORMAT=raw", PACE)) {
            for (int frame = 0; frame < 10; frame++) {
                speaker.write(ramp(frame));
            }
            assertThat(speaker.underruns()).isZero();
        }
        ByteBuffer played = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(played.remaining()).isEqualTo(10 * Frame.SAMPLES * 2);
        for (int frame = 0; frame < 10; frame++) {
            short[] samples = new short[Frame.SAMPLES];
            played.asShortBuffer().get(frame * Frame.SAMPLES, samples);
            assertThat(samples).isEqualTo(ramp(frame));
        }
    }

    @Test
    void a_card_that_does_not_pace_is_paced_by_the_clock() throws Exception {
        try (AlsaMicrophone microphone = AlsaMicrophone.open("null", PACE)) {
            short[] frame = new short[Frame.SAMPLES];
            long from = System.nanoTime();
            for (int i = 0; i < 40; i++) {
                microphone.read(frame);
            }
            double millis = (System.nanoTime() - from) / 1e6;
            // 40 frames are 800 ms, but for the 11 that it took to see that nobody paces.
            assertThat(millis).isBetween(560.0, 5_000.0);
        }
    }

    @Test
    void a_card_that_is_not_there_is_explained() {
        assertThatThrownBy(() -> AlsaSpeaker.open("hw:Nowhere", PACE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("speaker alsa:hw:Nowhere can't be opened")
                .hasMessageContaining("aplay -L");
        assertThatThrownBy(() -> AlsaMicrophone.open("hw:Nowhere", PACE)).hasMessageContaining("arecord -L");
    }

    @Test
    void a_missing_library_names_its_package() {
        assertThatThrownBy(() -> Alsa.load("libnothere.so.2"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("apt install libasound2t64");
    }

    @Test
    void a_closed_stream_says_so_and_can_be_closed_again() throws Exception {
        AlsaSpeaker speaker = AlsaSpeaker.open("null", PACE);
        speaker.close();
        speaker.close();
        assertThat(speaker.delayMillis()).isEmpty();
        assertThatThrownBy(() -> speaker.write(Frame.silence())).hasMessageContaining("has been closed");
    }

    private static short[] ramp(int frame) {
        short[] samples = new short[Frame.SAMPLES];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i * 31 + frame * 997);
        }
        return samples;
    }
}
