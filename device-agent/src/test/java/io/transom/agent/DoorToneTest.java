package io.transom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.media.Frame;
import io.transom.media.wav.WavFile;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who stands at the door hears that it opens: measured in what the speaker was given. */
@Timeout(20)
class DoorToneTest {
    /** Half of what a note has at its loudest: the edges of a note are quieter. */
    private static final double HEARD = ReleaseTone.LOUDNESS / 2.0;

    private static final double VOICE_HERTZ = 300;

    @TempDir
    Path directory;

    private WavSoundCard recording() throws IOException {
        return WavSoundCard.of(Optional.empty(), Optional.of(directory.resolve("heard.wav")), Pace.system());
    }

    private short[] heard(WavSoundCard card) throws Exception {
        card.close();
        return WavFile.read(Files.readAllBytes(directory.resolve("heard.wav")), "heard");
    }

    /** In how many of the frames of 20 ms that one frequency is as loud (Goertzel's sum, written out). */
    private static int frames(short[] samples, double hertz, double amplitude) {
        int frames = 0;
        for (int at = 0; at + Frame.SAMPLES <= samples.length; at += Frame.SAMPLES) {
            double sine = 0;
            double cosine = 0;
            for (int i = 0; i < Frame.SAMPLES; i++) {
                double angle = 2 * Math.PI * hertz * i / Frame.SAMPLE_RATE;
                sine += samples[at + i] * Math.sin(angle);
                cosine += samples[at + i] * Math.cos(angle);
            }
            frames += 2 * Math.hypot(sine, cosine) / Frame.SAMPLES >= amplitude ? 1 : 0;
        }
        return frames;
    }

    private static short[] voice(int loudness) {
        short[] frame = new short[Frame.SAMPLES];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (short) (loudness * Math.sin(2 * Math.PI * VOICE_HERTZ * i / Frame.SAMPLE_RATE));
        }
        return frame;
    }

    private static void assertOneTone(short[] samples) {
        for (double note : new double[] {ReleaseTone.FIRST_HERTZ, ReleaseTone.SECOND_HERTZ}) {
            assertThat(frames(samples, note, HEARD)).as(note + " Hz, in 20 ms").isBetween(8, 11);
        }
        assertThat(frames(samples, 600, HEARD)).isZero();
    }

    @Test
    void without_a_call_it_sounds_by_itself_and_the_card_is_free_again() throws Exception {
        WavSoundCard card = recording();
        TonedSoundCard toned = new TonedSoundCard(card);
        toned.ring();
        awaitSamples(ReleaseTone.LENGTH + 2 * Frame.SAMPLES);
        short[] samples = heard(card);
        assertOneTone(samples);
        assertThat(samples.length).as("it ends").isLessThan(ReleaseTone.LENGTH + 6 * Frame.SAMPLES);
        int loudest = 0;
        for (short sample : samples) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        assertThat(loudest).isLessThanOrEqualTo(ReleaseTone.LOUDNESS);
    }

    /** The file grows as it is played. */
    private void awaitSamples(int count) throws Exception {
        long until = System.nanoTime() + 10_000_000_000L;
        while (Files.size(directory.resolve("heard.wav")) < 2L * count && System.nanoTime() < until) {
            Thread.sleep(10);
        }
    }

    @Test
    void in_a_call_it_sounds_over_the_voice_which_stays_understood() throws Exception {
        WavSoundCard card = recording();
        TonedSoundCard toned = new TonedSoundCard(card);
        try (Speaker speaker = toned.openSpeaker()) {
            for (int frame = 0; frame < 40; frame++) {
                if (frame == 10) {
                    toned.ring();
                }
                speaker.write(voice(8_000));
            }
        }
        short[] samples = heard(card);
        assertOneTone(samples);
        assertThat(frames(samples, VOICE_HERTZ, 7_500)).as("before and behind").isEqualTo(20);
        assertThat(frames(samples, VOICE_HERTZ, 3_500)).as("all along").isEqualTo(40);
    }

    @Test
    void the_loudest_voice_and_the_tone_together_never_wrap_around() {
        short[] loud = new short[ReleaseTone.LENGTH];
        Arrays.fill(loud, Short.MAX_VALUE);
        for (short sample : ReleaseTone.over(loud, 0)) {
            assertThat((int) sample).isBetween(Short.MAX_VALUE / 2 - ReleaseTone.LOUDNESS - 1, (int) Short.MAX_VALUE);
        }
        Arrays.fill(loud, Short.MIN_VALUE);
        for (short sample : ReleaseTone.over(loud, 0)) {
            assertThat((int) sample).isBetween((int) Short.MIN_VALUE, Short.MIN_VALUE / 2 + ReleaseTone.LOUDNESS + 1);
        }
    }

    @Test
    void a_card_that_lets_only_one_play_is_handed_over_to_the_call_within_a_frame_or_two() throws Exception {
        OnlyOne card = new OnlyOne(recording());
        TonedSoundCard toned = new TonedSoundCard(card);
        toned.ring();
        awaitSamples(4 * Frame.SAMPLES);
        try (Speaker speaker = toned.openSpeaker()) {
            for (int frame = 0; frame < 30; frame++) {
                speaker.write(new short[Frame.SAMPLES]);
            }
        }
        assertThat(card.most.get()).isEqualTo(1);
        assertOneTone(heard((WavSoundCard) card.card));
    }

    @Test
    void a_call_that_ends_cuts_off_nothing_of_it() throws Exception {
        OnlyOne card = new OnlyOne(recording());
        TonedSoundCard toned = new TonedSoundCard(card);
        try (Speaker speaker = toned.openSpeaker()) {
            toned.ring();
            for (int frame = 0; frame < 4; frame++) {
                speaker.write(new short[Frame.SAMPLES]);
            }
        }
        awaitSamples(ReleaseTone.LENGTH + 2 * Frame.SAMPLES);
        assertThat(card.most.get()).isEqualTo(1);
        assertOneTone(heard((WavSoundCard) card.card));
    }

    /** As ALSA's {@code hw:} devices are. */
    private record OnlyOne(SoundCard card, AtomicInteger open, AtomicInteger most) implements SoundCard {
        OnlyOne(SoundCard card) {
            this(card, new AtomicInteger(), new AtomicInteger());
        }

        @Override
        public Microphone openMicrophone() throws IOException {
            return card.openMicrophone();
        }

        @Override
        public Speaker openSpeaker() throws IOException {
            Speaker speaker = card.openSpeaker();
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            return new Speaker() {
                @Override
                public void write(short[] frame) throws IOException {
                    speaker.write(frame);
                }

                @Override
                public void close() {
                    speaker.close();
                    open.decrementAndGet();
                }
            };
        }
    }
}
