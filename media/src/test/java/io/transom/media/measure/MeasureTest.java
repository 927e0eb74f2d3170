package io.transom.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.transom.media.Speech;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final short[] VISITOR = Speech.visitor();
    private static final short[] RESIDENT = Speech.resident();

    @Test
    void untouched_speech_measures_one_at_any_level() {
        assertThat(Stoi.of(VISITOR, VISITOR)).isCloseTo(1, within(1e-9));
        assertThat(Stoi.of(VISITOR, scaled(VISITOR, 0.1))).isCloseTo(1, within(1e-3));
    }

    @Test
    void noise_of_the_spectrum_of_speech_lowers_it_step_by_step_to_the_published_range() {
        double before = 1;
        for (int snr : new int[] {20, 10, 5, 0, -5, -10}) {
            double similarity = Stoi.of(VISITOR, noisy(VISITOR, snr));
            assertThat(similarity).isLessThan(before);
            before = similarity;
            if (snr == 0) {
                // Taal et al. 2011, figure 3: speech-shaped noise at 0 dB lies there for every corpus shown.
                assertThat(similarity).isBetween(0.55, 0.8);
            }
        }
        assertThat(before).isLessThan(0.5);
    }

    @Test
    void other_speech_measures_below_the_border_even_where_its_delay_is_followed() {
        assertThat(Listening.of(VISITOR, Speech.after(300, RESIDENT)).similarity())
                .isLessThan(0.4);
        assertThat(Listening.of(RESIDENT, Speech.after(0, VISITOR)).similarity())
                .isLessThan(0.4);
        assertThat(Listening.of(VISITOR, Speech.after(0, RESIDENT)).heard()).isFalse();
    }

    @Test
    void silence_and_hum_are_not_mistaken_for_speech() {
        assertThat(Listening.of(VISITOR, new short[200_000]).heard()).isFalse();
        short[] hum = new short[400_000];
        for (int i = 0; i < hum.length; i++) {
            hum[i] = (short) (8_000 * Math.sin(2 * Math.PI * 50 * i / 48_000));
        }
        assertThat(Listening.of(VISITOR, hum).heard()).isFalse();
        assertThat(Listening.of(VISITOR, new short[100]).heard()).isFalse();
    }

    @Test
    void the_sentence_is_found_inside_a_longer_recording_with_another_before_it() {
        short[] both = new short[RESIDENT.length + 20_000 + VISITOR.length];
        System.arraycopy(RESIDENT, 0, both, 0, RESIDENT.length);
        System.arraycopy(noisy(VISITOR, 15), 0, both, RESIDENT.length + 20_000, VISITOR.length);
        Listening listening = Listening.of(VISITOR, both);
        assertThat(listening.delayMillis()).isCloseTo((RESIDENT.length + 20_000) / 48.0, within(1.0));
        assertThat(listening.similarity()).isGreaterThan(0.9);
    }

    @Test
    void a_hole_is_found_and_its_length_told() {
        short[] heard = Speech.after(1_000, VISITOR);
        int from = 48_000 + loudest(VISITOR) - 7_200;
        Arrays.fill(heard, from, from + 14_400, (short) 0);
        Listening listening = Listening.of(VISITOR, heard);
        assertThat(listening.delayMillis()).isCloseTo(1_000, within(1.0));
        assertThat(listening.longestGapMillis()).isBetween(150.0, 310.0);
        assertThat(Listening.of(VISITOR, Speech.after(1_000, VISITOR)).longestGapMillis())
                .isZero();
    }

    @Test
    void the_level_is_told_in_db_of_full_scale() {
        double whole = Listening.of(VISITOR, VISITOR).levelDb();
        assertThat(Listening.of(VISITOR, scaled(VISITOR, 0.1)).levelDb()).isCloseTo(whole - 20, within(0.2));
    }

    @Test
    void a_sentence_too_short_to_judge_is_refused() {
        assertThatThrownBy(() -> Stoi.of(new short[4_800], new short[4_800])).hasMessageContaining("384 ms");
        assertThatThrownBy(() -> Stoi.of(new short[48_000], new short[4_800])).hasMessageContaining("lengths");
    }

    private static int loudest(short[] sound) {
        int best = 7_200;
        double most = 0;
        for (int from = 7_200; from + 14_400 < sound.length; from += 4_800) {
            double energy = 0;
            for (int i = from - 7_200; i < from + 7_200; i++) {
                energy += sound[i] * sound[i];
            }
            if (energy > most) {
                most = energy;
                best = from;
            }
        }
        return best;
    }

    private static short[] scaled(short[] sound, double by) {
        short[] scaled = new short[sound.length];
        for (int i = 0; i < sound.length; i++) {
            scaled[i] = (short) Math.round(sound[i] * by);
        }
        return scaled;
    }

    /** Noise with the long-term spectrum of speech: many copies of the sentences at random offsets, at random signs. */
    private static short[] noisy(short[] sound, double snr) {
        Random random = new Random(1);
        double[] noise = new double[sound.length];
        for (int copy = 0; copy < 200; copy++) {
            short[] from = copy % 2 == 0 ? VISITOR : RESIDENT;
            int offset = random.nextInt(from.length);
            int sign = random.nextBoolean() ? 1 : -1;
            for (int i = 0; i < noise.length; i++) {
                noise[i] += sign * from[(i + offset) % from.length];
            }
        }
        double gain = Math.sqrt(energy(sound) / energy(noise) * Math.pow(10, -snr / 10));
        short[] noisy = new short[sound.length];
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (short) Math.clamp(Math.round(sound[i] / 2.0 + noise[i] * gain / 2), -32768, 32767);
        }
        return noisy;
    }

    private static double energy(short[] signal) {
        double energy = 0;
        for (short sample : signal) {
            energy += sample * sample;
        }
        return energy;
    }

    private static double energy(double[] signal) {
        double energy = 0;
        for (double sample : signal) {
            energy += sample * sample;
        }
        return energy;
    }
}
