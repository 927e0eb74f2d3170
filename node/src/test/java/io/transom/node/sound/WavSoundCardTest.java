package io.transom.node.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.media.wav.WavFile;
import io.transom.node.config.WrongValue;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WavSoundCardTest {
    private static final long FRAME = 20_000_000;

    @TempDir
    Path directory;

    private final Clock clock = new Clock();

    /** Time passes only by being slept through, or by hand. */
    private static final class Clock implements Pace {
        long nanos = 1_000;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleepUntil(long deadline) {
            nanos = Math.max(nanos, deadline);
        }
    }

    private WavSoundCard card(int frames) throws IOException {
        short[] samples = new short[frames * 960];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i / 960 + 1);
        }
        Path mic = Files.write(directory.resolve("mic.wav"), WavFile.write(samples));
        return WavSoundCard.of(Optional.of(mic), Optional.of(directory.resolve("out.wav")), clock);
    }

    private static int next(Microphone microphone) throws IOException {
        short[] frame = new short[960];
        Arrays.fill(frame, (short) 99);
        microphone.read(frame);
        assertThat(frame[0]).isEqualTo(frame[959]);
        return frame[0];
    }

    @Test
    void a_recording_is_silent_until_talk_begins_then_said_once_in_order_then_silent() throws Exception {
        Microphone microphone = card(3).openMicrophone();
        assertThat(next(microphone)).isZero();
        assertThat(next(microphone)).isZero();
        microphone.talkBegins();
        assertThat(new int[] {next(microphone), next(microphone), next(microphone), next(microphone)})
                .containsExactly(1, 2, 3, 0);
    }

    @Test
    void talk_that_begins_again_after_the_end_says_it_again_and_in_the_middle_goes_on() throws Exception {
        Microphone microphone = card(3).openMicrophone();
        microphone.talkBegins();
        assertThat(next(microphone)).isEqualTo(1);
        microphone.talkBegins();
        assertThat(next(microphone)).isEqualTo(2);
        next(microphone);
        next(microphone);
        microphone.talkBegins();
        assertThat(next(microphone)).isEqualTo(1);
    }

    @Test
    void frames_come_on_absolute_deadlines_so_that_being_late_once_moves_nothing() throws Exception {
        long start = clock.nanos;
        Microphone microphone = card(10).openMicrophone();
        microphone.talkBegins();
        next(microphone);
        assertThat(clock.nanos - start).isEqualTo(FRAME);
        clock.nanos += FRAME * 2 + 7;
        assertThat(new int[] {next(microphone), next(microphone), next(microphone)})
                .containsExactly(2, 3, 4);
        assertThat(clock.nanos - start).isEqualTo(4 * FRAME);
    }

    @Test
    void who_has_slept_for_long_skips_what_was_missed() throws Exception {
        Microphone microphone = card(500).openMicrophone();
        microphone.talkBegins();
        next(microphone);
        clock.nanos += 100 * FRAME;
        assertThat(next(microphone)).isEqualTo(102);
    }

    @Test
    void the_speaker_paces_its_player_and_the_file_holds_every_frame() throws Exception {
        long start = clock.nanos;
        try (WavSoundCard card = card(1)) {
            Speaker speaker = card.openSpeaker();
            for (int i = 0; i < 5; i++) {
                short[] frame = new short[960];
                Arrays.fill(frame, (short) i);
                speaker.write(frame);
            }
            speaker.close();
        }
        assertThat(clock.nanos - start).isEqualTo(5 * FRAME);
        short[] heard = WavFile.read(Files.readAllBytes(directory.resolve("out.wav")), "out.wav");
        assertThat(heard).hasSize(5 * 960);
        assertThat(heard[4 * 960]).isEqualTo((short) 4);
    }

    @Test
    void a_missing_or_foreign_file_is_explained() throws Exception {
        Path none = directory.resolve("none.wav");
        assertThatThrownBy(() -> WavSoundCard.of(Optional.of(none), Optional.empty(), clock))
                .hasMessageContaining("no file " + none);
        Path text = Files.writeString(directory.resolve("text.wav"), "hello");
        assertThatThrownBy(() -> WavSoundCard.of(Optional.of(text), Optional.empty(), clock))
                .hasMessageContaining("no WAV file");
    }

    @Test
    void without_a_file_there_is_no_microphone_rather_than_a_silent_one() throws Exception {
        assertThat(WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system())
                        .hasMicrophone())
                .isFalse();
    }

    @Test
    void the_option_that_names_a_bad_file_is_the_one_that_is_blamed() {
        Path out = directory.resolve("out.wav");
        assertThatThrownBy(() -> WavSoundCard.ofOptions(Optional.of(directory), Optional.of(out), clock))
                .isInstanceOfSatisfying(WrongValue.class, wrong -> {
                    assertThat(wrong.key()).contains("mic");
                    assertThat(wrong.value()).contains(directory.toString());
                    assertThat(wrong.remedy()).contains("is a directory; name a WAV file");
                });
        assertThat(out).doesNotExist();
        Path nowhere = directory.resolve("no").resolve("out.wav");
        assertThatThrownBy(() -> WavSoundCard.ofOptions(Optional.empty(), Optional.of(nowhere), clock))
                .isInstanceOfSatisfying(WrongValue.class, wrong -> {
                    assertThat(wrong.key()).contains("speaker");
                    assertThat(wrong.value()).contains(nowhere.toString());
                    assertThat(wrong.remedy()).contains("there is no directory");
                });
    }
}
