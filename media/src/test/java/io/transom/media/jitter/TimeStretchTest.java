package io.transom.media.jitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimeStretchTest {
    private static SampleQueue tone(double hertz) {
        SampleQueue queue = new SampleQueue();
        short[] samples = new short[1_920];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) Math.round(10_000 * Math.sin(2 * Math.PI * hertz * i / 48_000));
        }
        queue.append(samples);
        return queue;
    }

    /** A sine satisfies x[i−1] + x[i+1] = 2 cos(w) x[i] wherever it has no seam. */
    private static void assertSeamless(SampleQueue queue, double hertz) {
        double k = 2 * Math.cos(2 * Math.PI * hertz / 48_000);
        short[] x = queue.samples();
        for (int i = 1; i < queue.size() - 1; i++) {
            assertThat(x[i - 1] + x[i + 1] - k * x[i]).as("sample " + i).isCloseTo(0, within(60.0));
        }
    }

    @Test
    void a_voice_is_shortened_by_whole_periods_without_a_seam() {
        for (double hertz : new double[] {80, 120, 200, 333}) {
            SampleQueue queue = tone(hertz);
            int saved = TimeStretch.shorten(queue, 0.85);
            double periods = saved * hertz / 48_000;
            assertThat(saved).as(hertz + " Hz").isPositive();
            assertThat(periods).isCloseTo(Math.round(periods), within(0.03));
            assertThat(queue.size()).isEqualTo(1_920 - saved);
            assertSeamless(queue, hertz);
        }
    }

    @Test
    void a_voice_is_lengthened_likewise() {
        for (double hertz : new double[] {80, 120, 200, 333}) {
            SampleQueue queue = tone(hertz);
            int added = TimeStretch.lengthen(queue, 0.85);
            assertThat(added).isPositive();
            assertThat(queue.size()).isEqualTo(1_920 + added);
            assertSeamless(queue, hertz);
        }
    }

    @Test
    void a_click_is_left_alone_and_silence_cut_at_will() {
        SampleQueue click = new SampleQueue();
        short[] samples = new short[1_920];
        samples[100] = 30_000;
        click.append(samples);
        assertThat(TimeStretch.shorten(click, 0.85)).isZero();
        SampleQueue silence = new SampleQueue();
        silence.append(new short[1_920]);
        assertThat(TimeStretch.shorten(silence, 0.85)).isEqualTo(TimeStretch.LONGEST_PERIOD);
    }
}
