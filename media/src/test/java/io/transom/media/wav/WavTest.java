package io.transom.media.wav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.transom.media.Speech;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {
    private static final short[] SOUND = Arrays.copyOf(Speech.visitor(), 48_000);

    /** A file with one field of its format changed. */
    private static byte[] with(int offset, int octets, int value) {
        ByteBuffer file = ByteBuffer.wrap(WavFile.write(SOUND)).order(ByteOrder.LITTLE_ENDIAN);
        if (octets == 2) {
            file.putShort(offset, (short) value);
        } else {
            file.putInt(offset, value);
        }
        return file.array();
    }

    private static byte[] tone(int rate, int channels, double hertz) {
        int frames = rate;
        ByteBuffer file = ByteBuffer.allocate(44 + frames * channels * 2).order(ByteOrder.LITTLE_ENDIAN);
        file.put(WavFile.header((long) frames * channels));
        file.putShort(22, (short) channels).putInt(24, rate);
        for (int i = 0; i < frames; i++) {
            for (int channel = 0; channel < channels; channel++) {
                file.putShort((short) Math.round(10_000 * Math.sin(2 * Math.PI * hertz * i / rate)));
            }
        }
        return file.array();
    }

    @Test
    void what_was_written_is_read() throws WavException {
        assertThat(WavFile.read(WavFile.write(SOUND), "a.wav")).isEqualTo(SOUND);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000})
    void a_tone_keeps_its_pitch_and_level_from_any_rate_and_two_channels(int rate) throws WavException {
        short[] read = WavFile.read(tone(rate, 2, 1_000), "tone.wav");
        assertThat(read.length).isEqualTo(48_000);
        double error = 0;
        for (int i = 4_800; i < 43_200; i++) {
            double wanted = 10_000 * Math.sin(2 * Math.PI * 1_000 * i / 48_000.0);
            error += (read[i] - wanted) * (read[i] - wanted);
        }
        // 60 dB under the tone.
        assertThat(Math.sqrt(error / 38_400)).isLessThan(7.1);
    }

    @Test
    void what_the_slower_rate_cannot_hold_is_removed_not_folded() throws WavException {
        short[] read = WavFile.read(tone(96_000, 1, 30_000), "ultrasound.wav");
        for (int i = 4_800; i < 43_200; i++) {
            assertThat((int) read[i]).isCloseTo(0, within(12));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "34, 2, 24, is 24-bit; convert it with: sox door.wav -b 16 out.wav",
        "34, 2, 8, is 8-bit",
        "20, 2, 3, floating-point samples; convert it with: sox door.wav -e signed -b 16 out.wav",
        "20, 2, 85, encoding 85",
        "22, 2, 6, 6 channels; convert it with: sox door.wav -c 1 out.wav",
        "22, 2, 0, 0 channels",
        "24, 4, 4000, 4000 samples a second",
        "24, 4, -1, 4294967295 samples a second",
        "16, 4, 8, format chunk of 8 octets",
        "0, 4, 1, no WAV file",
    })
    void a_wrong_file_is_named_with_what_is_wrong_and_what_to_do(int offset, int octets, int value, String says) {
        assertThatThrownBy(() -> WavFile.read(with(offset, octets, value), "door.wav"))
                .isInstanceOf(WavException.class)
                .hasMessageContaining("door.wav")
                .hasMessageContaining(says);
    }

    @Test
    void every_truncation_and_random_octets_are_read_or_refused_never_a_crash() {
        byte[] whole = WavFile.write(Arrays.copyOf(SOUND, 960));
        Random random = new Random(1);
        for (int length = 0; length <= whole.length; length++) {
            readOrRefused(Arrays.copyOf(whole, length));
        }
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = whole.clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                damaged[random.nextInt(60)] = (byte) random.nextInt(256);
            }
            readOrRefused(damaged);
        }
    }

    private static void readOrRefused(byte[] octets) {
        try {
            assertThat(WavFile.read(octets, "x.wav")).isNotEmpty();
        } catch (WavException refused) {
            assertThat(refused).hasMessageContaining("x.wav");
        }
    }

    @Test
    void chunks_before_the_samples_are_skipped_even_of_odd_length() throws WavException {
        byte[] plain = WavFile.write(SOUND);
        ByteBuffer file = ByteBuffer.allocate(plain.length + 14).order(ByteOrder.LITTLE_ENDIAN);
        file.put(plain, 0, 36).put("LIST".getBytes()).putInt(5).put(new byte[6]);
        file.put(plain, 36, plain.length - 36);
        assertThat(WavFile.read(file.array(), "a.wav")).isEqualTo(SOUND);
    }

    @Test
    void a_recording_whose_program_died_is_read_to_within_a_second(@TempDir Path folder)
            throws IOException, WavException {
        Path path = folder.resolve("heard.wav");
        WavRecorder recorder = new WavRecorder(path);
        for (int i = 0; i < 130; i++) {
            recorder.write(Speech.frame(Speech.visitor(), i));
        }
        byte[] asItIs = Files.readAllBytes(path);
        assertThat(WavFile.read(asItIs, "heard.wav").length).isEqualTo(96_000);
        recorder.close();
        assertThat(WavFile.read(Files.readAllBytes(path), "heard.wav"))
                .isEqualTo(Arrays.copyOf(Speech.visitor(), 130 * 960));
    }
}
