package io.transom.agent.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.transom.agent.simulated.PinScript.Step;
import io.transom.core.Input.LineChanged.Line;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinScriptTest {
    @Test
    void a_visitor_rings_and_then_talks_for_six_seconds() {
        assertThat(PinScript.parse("at 2s press button; at 3s press talk; at 9s release talk")
                        .steps())
                .containsExactly(
                        new Step(Duration.ofSeconds(2), Line.BUTTON, true),
                        new Step(Duration.ofSeconds(3), Line.TALK, true),
                        new Step(Duration.ofSeconds(9), Line.TALK, false));
    }

    @ParameterizedTest
    @CsvSource({"0s,0", "1500ms,1500", "1.5s,1500", "0.25s,250", "12ms,12"})
    void times_are_seconds_or_milliseconds(String written, long millis) {
        assertThat(PinScript.parse("at " + written + " press talk")
                        .steps()
                        .getFirst()
                        .at())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", ";", " ; "})
    void an_empty_script_leaves_the_door_alone(String text) {
        assertThat(PinScript.parse(text)).isEqualTo(PinScript.empty());
    }

    @Test
    void spaces_and_a_last_semicolon_do_not_matter() {
        assertThat(PinScript.parse("  at 1s  press button;at 1s release button ; "))
                .isEqualTo(PinScript.parse("at 1s press button; at 1s release button"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "press button | \"press button\" at position 1 is not a step",
                "at 2s press button; at 3 press talk | \"at 3 press talk\" at position 21 has no time that can be read: \"3\"",
                "at -1s press button | has no time that can be read: \"-1s\"",
                "at 2m press button | write a number with s or ms",
                "at 2s hit button | the verbs are press and release",
                "at 2s press bell | the inputs are button (the doorbell) and talk (push-to-talk)",
                "at 2s press Button | names \"Button\"",
                "at 2s press button now | write it like \"at 2s press button",
                "at 5s press button; at 3s press talk | write the steps in order of time",
                "at 5s release talk | releases what is not pressed; press it first",
                "at 1s press talk; at 2s release talk; at 3s release talk | at position 39 releases what is not pressed",
                "at 999999999s press talk | write an earlier time",
            })
    void a_wrong_script_is_explained_with_piece_position_and_remedy(String script, String explanation) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PinScript.parse(script))
                .withMessageContaining(explanation);
    }

    @Test
    void no_cut_off_script_does_anything_but_parse_or_explain() {
        String script = "at 2s press button; at 3.5s press talk; at 9000ms release talk";
        for (int length = 0; length <= script.length(); length++) {
            String cut = script.substring(0, length);
            try {
                assertThat(PinScript.parse(cut).steps()).hasSizeLessThanOrEqualTo(3);
            } catch (IllegalArgumentException explained) {
                assertThat(explained).hasMessageContaining("position").hasMessageContaining(";");
            }
        }
    }
}
