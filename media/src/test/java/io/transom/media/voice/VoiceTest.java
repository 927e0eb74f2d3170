package io.transom.media.voice;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.media.Frame;
import io.transom.media.Speech;
import io.transom.media.VirtualCall;
import io.transom.media.VirtualCall.Faults;
import io.transom.media.jitter.JitterBuffer;
import io.transom.media.measure.Listening;
import io.transom.media.voice.Voice.Arrival;
import io.transom.media.voice.Voice.Lamp;
import io.transom.media.voice.Voice.MicrophoneMode;
import io.transom.wire.Bytes;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceTest {
    private static final short[] SAID = Speech.after(500, Speech.visitor());
    private static final int FRAMES = SAID.length / Frame.SAMPLES;

    private static short[] heard(VirtualCall call) {
        call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(0));
        return call.speak(SAID, 0, FRAMES);
    }

    private static Listening listening(long seed, Faults faults) {
        try (VirtualCall call = new VirtualCall(seed, faults)) {
            Listening listening = Listening.of(Speech.visitor(), heard(call));
            assertThat(call.listener.statistics().rejected()).isZero();
            return listening;
        }
    }

    @Test
    void on_a_good_line_every_word_is_heard_within_a_tenth_of_a_second() {
        Listening listening = listening(1, Faults.NONE);
        assertThat(listening.similarity()).isGreaterThan(0.95);
        assertThat(listening.delayMillis() - 500).isBetween(30.0, 30 + 60.0);
        assertThat(listening.longestGapMillis()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void one_packet_in_twenty_lost_is_hardly_noticed(long seed) {
        Listening listening = listening(seed, Faults.NONE.losing(0.05).jittery(20));
        assertThat(listening.similarity()).isGreaterThan(0.9);
        assertThat(listening.longestGapMillis()).isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_bad_mobile_line_is_still_understood_and_its_delay_stays_bounded(long seed) {
        try (VirtualCall call = new VirtualCall(seed, new Faults(0.1, 0.05, 60, 80, 0.02))) {
            short[] recording = heard(call);
            assertThat(Listening.of(Speech.visitor(), recording).similarity()).isGreaterThan(0.8);
            assertThat(call.delays).allSatisfy(delay -> assertThat(delay).isLessThan(JitterBuffer.MOST_HELD_MS));
        }
    }

    @Test
    void doubled_and_reordered_packets_sound_like_single_ordered_ones() {
        try (VirtualCall call = new VirtualCall(3, Faults.NONE.doubling(0.5).jittery(70))) {
            Listening listening = Listening.of(Speech.visitor(), heard(call));
            assertThat(listening.similarity()).isGreaterThan(0.93);
            Voice.Statistics statistics = call.listener.statistics();
            assertThat(statistics.replayed()).isBetween(100L, 250L);
            assertThat(statistics.received()).isLessThanOrEqualTo(call.sent.size());
        }
    }

    @Test
    void with_the_wrong_key_nothing_is_heard_and_everything_counted() {
        MediaKeys wrong = new MediaKeys(
                VirtualCall.KEYS.receiveKey(),
                VirtualCall.KEYS.receiveSalt(),
                Bytes.hex("ffffffffffffffffffffffffffffffff"),
                VirtualCall.KEYS.sendSalt());
        try (VirtualCall call = new VirtualCall(1, Faults.NONE, VirtualCall.KEYS, wrong)) {
            assertThat(heard(call)).containsOnly((short) 0);
            assertThat(call.listener.soundHeard()).isFalse();
            assertThat(call.listener.statistics().rejected()).isGreaterThan(300);
            assertThat(call.listener.statistics().received()).isZero();
        }
    }

    @Test
    void a_muted_microphone_sends_nothing_at_all() {
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speak(SAID, 0, 100);
            call.speaker.setMicrophone(MicrophoneMode.PRE_ROLL, VirtualCall.captured(100));
            call.speak(SAID, 100, 100);
            assertThat(call.sent).isEmpty();
            assertThat(call.listener.soundHeard()).isFalse();
            assertThat(call.speaker.statistics().sent()).isZero();
        }
    }

    /** The speaker says its first syllable while the finger is still on its way to the button. */
    @Test
    void the_first_syllable_is_heard_although_the_button_came_after_it() {
        int button = 500 / 20 + 13;
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speaker.setMicrophone(MicrophoneMode.PRE_ROLL, VirtualCall.captured(0));
            call.speak(SAID, 0, button);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(button));
            short[] recording = call.speak(SAID, button, FRAMES - button);
            short[] beginning = Arrays.copyOf(Speech.visitor(), 48_000);
            assertThat(Listening.of(beginning, recording).similarity()).isGreaterThan(0.75);
            assertThat(Listening.of(Speech.visitor(), recording).similarity()).isGreaterThan(0.9);
            assertThat(Listening.of(Speech.visitor(), recording).longestGapMillis())
                    .isLessThan(40);
        }
    }

    @Test
    void without_the_pre_roll_that_syllable_is_missing() {
        int button = 500 / 20 + 13;
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speak(SAID, 0, button);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(button));
            short[] recording = call.speak(SAID, button, FRAMES - button);
            assertThat(Listening.of(Speech.visitor(), recording).longestGapMillis())
                    .isGreaterThan(40);
        }
    }

    @Test
    void what_the_pre_roll_adds_to_the_delay_is_caught_up_within_two_seconds() {
        int button = 500 / 20 + 13;
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speaker.setMicrophone(MicrophoneMode.PRE_ROLL, VirtualCall.captured(0));
            call.speak(SAID, 0, button);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(button));
            call.speak(SAID, button, FRAMES - button);
            assertThat(call.delays.get(button + 5)).isGreaterThan(200);
            assertThat(call.delays.subList(button + 100, FRAMES - 60))
                    .allSatisfy(delay -> assertThat(delay).isLessThan(70));
        }
    }

    @Test
    void the_silence_before_the_first_syllable_is_not_sent_and_makes_nothing_late() {
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speaker.setMicrophone(MicrophoneMode.PRE_ROLL, VirtualCall.captured(0));
            call.speak(SAID, 0, 20);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(20));
            call.speak(SAID, 20, 100);
            assertThat(call.sent).hasSize(100);
            assertThat(call.delays.subList(40, 100))
                    .allSatisfy(delay -> assertThat(delay).isLessThan(100));
        }
    }

    @Test
    void the_first_packet_of_each_talk_spurt_and_no_other_bears_the_marker() {
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speaker.setMicrophone(MicrophoneMode.PRE_ROLL, VirtualCall.captured(0));
            call.speak(SAID, 0, 30);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(30));
            call.speak(SAID, 30, 20);
            int first = call.sent.size();
            // Speech begins at frame 25: of the pre-roll's 15 frames its five, and one quiet one before them.
            assertThat(first).isEqualTo(1 + 5 + 20);
            call.speaker.setMicrophone(MicrophoneMode.CLOSED, VirtualCall.captured(50));
            call.speak(SAID, 50, 50);
            int tail = call.sent.size() - first;
            assertThat(tail).isBetween(9, 10);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(100));
            call.speak(SAID, 100, 10);
            for (int i = 0; i < call.sent.size(); i++) {
                boolean marker = call.sent.get(i).at(1) > 0x7F;
                assertThat(marker).as("packet " + i).isEqualTo(i == 0 || i == first + tail);
            }
            long pause = timestamp(call.sent.get(first + tail)) - timestamp(call.sent.get(first + tail - 1));
            assertThat(Integer.toUnsignedLong((int) pause) / 48).isBetween(700L, 900L);
        }
    }

    private static long timestamp(Bytes packet) {
        return (long) packet.at(4) << 24 | packet.at(5) << 16 | packet.at(6) << 8 | packet.at(7);
    }

    @Test
    void talk_resumed_within_the_tail_is_one_spurt() {
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(0));
            call.speak(SAID, 0, 20);
            call.speaker.setMicrophone(MicrophoneMode.PRE_ROLL, VirtualCall.captured(20));
            call.speak(SAID, 20, 5);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(25));
            call.speak(SAID, 25, 20);
            assertThat(call.sent).hasSize(45);
            assertThat(call.sent.subList(1, 45))
                    .allSatisfy(packet -> assertThat(packet.at(1)).isLessThan(0x80));
        }
    }

    @Test
    void the_lamp_tells_the_truth_at_every_step() {
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            Voice voice = call.speaker;
            assertThat(voice.lamp()).isEqualTo(Lamp.DARK);
            assertThat(voice.wantsMicrophone()).isFalse();
            voice.setMicrophone(MicrophoneMode.PRE_ROLL, VirtualCall.captured(0));
            assertThat(voice.lamp()).isEqualTo(Lamp.BLINKING);
            voice.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(1));
            assertThat(voice.lamp()).as("asked for, but nothing captured yet").isEqualTo(Lamp.BLINKING);
            call.speak(SAID, 1, 1);
            assertThat(voice.lamp()).isEqualTo(Lamp.STEADY);
            voice.play(VirtualCall.captured(20));
            assertThat(voice.lamp()).as("the sound card has died").isEqualTo(Lamp.BLINKING);
            call.speak(SAID, 21, 1);
            voice.setMicrophone(MicrophoneMode.CLOSED, VirtualCall.captured(22));
            assertThat(voice.lamp()).as("the tail is still sent").isEqualTo(Lamp.STEADY);
            assertThat(voice.wantsMicrophone()).isTrue();
            call.speak(SAID, 22, 11);
            assertThat(voice.lamp()).isEqualTo(Lamp.DARK);
            assertThat(voice.wantsMicrophone()).isFalse();
        }
    }

    @Test
    void between_talk_spurts_the_speaker_is_silent_and_each_spurt_is_heard() {
        try (VirtualCall call = new VirtualCall(2, Faults.NONE.jittery(30))) {
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(0));
            call.speak(SAID, 0, 150);
            call.speaker.setMicrophone(MicrophoneMode.CLOSED, VirtualCall.captured(150));
            short[] pause = call.speak(SAID, 150, 100);
            assertThat(Arrays.copyOfRange(pause, 180 * 960, 250 * 960)).containsOnly((short) 0);
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(250));
            short[] all = call.speak(SAID, 250, FRAMES - 250);
            short[] ending = Arrays.copyOfRange(SAID, 252 * 960, FRAMES * 960 - 48_000);
            assertThat(Listening.of(ending, Arrays.copyOfRange(all, 240 * 960, all.length))
                            .similarity())
                    .isGreaterThan(0.93);
        }
    }

    @Test
    void after_a_stall_of_the_network_the_delay_comes_down_again_and_never_passes_the_bound() {
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            call.speaker.setMicrophone(MicrophoneMode.OPEN, VirtualCall.captured(0));
            for (int i = 0; i < FRAMES; i++) {
                Moment now = VirtualCall.captured(i);
                List<Bytes> packets = call.speaker.capture(Speech.frame(SAID, i), now);
                call.sent.addAll(packets);
                if (i < 100) {
                    packets.forEach(packet -> call.listener.arrive(packet, now));
                } else if (i == 150) {
                    call.sent.subList(100, 151).forEach(packet -> call.listener.arrive(packet, now));
                } else if (i > 150) {
                    packets.forEach(packet -> call.listener.arrive(packet, now));
                }
                call.listener.play(now.plus(Duration.ofMillis(7)));
                if (i > 150) {
                    assertThat(call.listener.statistics().delayMs()).isLessThan(JitterBuffer.MOST_HELD_MS + 40);
                }
            }
            assertThat(call.listener.statistics().delayMs()).isLessThan(220);
        }
    }

    @Test
    void hostile_octets_change_nothing() {
        try (VirtualCall call = new VirtualCall(1, Faults.NONE)) {
            heard(call);
            Voice.Statistics before = call.listener.statistics();
            Moment now = VirtualCall.captured(FRAMES);
            Bytes good = call.sent.getLast();
            for (int length = 0; length < good.length(); length++) {
                assertThat(call.listener.arrive(good.slice(0, length), now)).isEqualTo(Arrival.REJECTED);
            }
            assertThat(call.listener.arrive(Bytes.owning(new byte[65_000]), now))
                    .isEqualTo(Arrival.REJECTED);
            assertThat(call.listener.arrive(call.sent.get(FRAMES - 10), now)).isEqualTo(Arrival.REPLAYED);
            Voice.Statistics after = call.listener.statistics();
            assertThat(after.received()).isEqualTo(before.received());
            assertThat(after.rejected()).isEqualTo(before.rejected() + good.length() + 1);
        }
    }

    @Test
    void the_same_seed_gives_the_same_sound() {
        Faults faults = new Faults(0.05, 0.05, 40, 50, 0.01);
        short[] first;
        try (VirtualCall call = new VirtualCall(9, faults)) {
            first = heard(call).clone();
        }
        try (VirtualCall call = new VirtualCall(9, faults)) {
            assertThat(heard(call)).isEqualTo(first);
        }
    }
}
