package io.transom.agent.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Input.LineChanged.Line;
import io.transom.media.voice.Voice;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SimulatedPiTest {
    private record Change(Line line, boolean active, long nanos) {}

    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();

    @Test
    void the_script_moves_the_lines_in_order_and_not_before_their_time() throws Exception {
        try (SimulatedPi pi = pi("at 20ms press button; at 40ms press talk; at 60ms release talk")) {
            listen(pi);
            long zero = System.nanoTime();
            pi.start();
            for (String expected : new String[] {"20 BUTTON true", "40 TALK true", "60 TALK false"}) {
                Change change = changes.take();
                String[] words = expected.split(" ", -1);
                assertThat(change.line() + " " + change.active()).isEqualTo(words[1] + " " + words[2]);
                assertThat(change.nanos() - zero).isGreaterThanOrEqualTo(Long.parseLong(words[0]) * 1_000_000);
            }
        }
    }

    @Test
    void nothing_happens_before_the_clock_is_started() throws Exception {
        try (SimulatedPi pi = pi("at 0s press button")) {
            listen(pi);
            assertThat(changes.poll(50, TimeUnit.MILLISECONDS)).isNull();
            pi.start();
            assertThat(changes.take().line()).isEqualTo(Line.BUTTON);
        }
    }

    @Test
    void a_second_press_without_a_release_is_a_new_press() throws Exception {
        try (SimulatedPi pi = pi("at 0s press button; at 1ms press button")) {
            listen(pi);
            pi.start();
            assertThat(changes.take().active()).isTrue();
            assertThat(changes.take().active()).isFalse();
            assertThat(changes.take().active()).isTrue();
        }
    }

    @Test
    void a_line_is_never_reported_twice_the_same() throws Exception {
        try (SimulatedPi pi = pi("")) {
            listen(pi);
            pi.release(Line.TALK);
            pi.press(Line.TALK);
            pi.release(Line.TALK);
            pi.release(Line.TALK);
            pi.press(Line.BUTTON);
            assertThat(changes.take().active()).isTrue();
            assertThat(changes.take().active()).isFalse();
            assertThat(changes.take().line()).isEqualTo(Line.BUTTON);
        }
    }

    @Test
    void a_line_held_while_the_program_starts_is_reported() throws Exception {
        try (SimulatedPi pi = pi("")) {
            pi.press(Line.TALK);
            listen(pi);
            assertThat(changes.take().line()).isEqualTo(Line.TALK);
        }
    }

    @Test
    void the_lamp_shows_what_it_was_told_and_goes_dark_at_the_end() {
        SimulatedPi pi = pi("");
        assertThat(pi.lamp()).isEqualTo(Voice.Lamp.DARK);
        pi.lamp(Voice.Lamp.BLINKING);
        assertThat(pi.lamp()).isEqualTo(Voice.Lamp.BLINKING);
        pi.lamp(Voice.Lamp.STEADY);
        assertThat(pi.lamp()).isEqualTo(Voice.Lamp.STEADY);
        pi.close();
        assertThat(pi.lamp()).isEqualTo(Voice.Lamp.DARK);
        pi.press(Line.BUTTON);
    }

    private void listen(SimulatedPi pi) {
        pi.listen((line, active) -> changes.add(new Change(line, active, System.nanoTime())));
    }

    private static SimulatedPi pi(String script) {
        return new SimulatedPi(PinScript.parse(script), new SoundCard() {
            @Override
            public Microphone openMicrophone() {
                throw new UnsupportedOperationException("these tests make no sound");
            }

            @Override
            public Speaker openSpeaker() {
                throw new UnsupportedOperationException("these tests make no sound");
            }
        });
    }
}
