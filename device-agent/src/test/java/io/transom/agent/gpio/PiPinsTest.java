package io.transom.agent.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PiPinsTest {
    @Test
    void without_configuration_the_wiring_is_the_one_in_the_picture() {
        PiPins pins = PiPins.of(Map.of());
        assertThat(pins).isEqualTo(PiPins.defaults());
        assertThat(pins.button().bcm()).isEqualTo(17);
        assertThat(pins.talk().bcm()).isEqualTo(27);
        assertThat(pins.lamp().bcm()).isEqualTo(22);
        assertThat(pins.button().debounce()).isEqualTo(Duration.ofMillis(20));
        assertThat(pins.talk().debounce()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void every_key_can_be_set() {
        PiPins pins = PiPins.of(Map.ofEntries(
                Map.entry("gpio-chip", "pinctrl-sim, other"),
                Map.entry("button-pin", "5"),
                Map.entry("button-pull", "none"),
                Map.entry("button-active", "high"),
                Map.entry("button-debounce", "0ms"),
                Map.entry("talk-pin", "6"),
                Map.entry("talk-pull", "down"),
                Map.entry("talk-active", "high"),
                Map.entry("talk-debounce", "1500us"),
                Map.entry("lamp-pin", "13"),
                Map.entry("lamp-active", "low")));
        assertThat(pins)
                .isEqualTo(new PiPins(
                        List.of("pinctrl-sim", "other"),
                        new PiPins.Contact(5, GpioChip.Bias.NONE, false, Duration.ZERO),
                        new PiPins.Contact(6, GpioChip.Bias.PULL_DOWN, false, Duration.ofNanos(1_500_000)),
                        new PiPins.Lamp(13, true)));
        assertThat(PiPins.keys()).hasSize(11);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "button-pin | GPIO17 | write the number behind GPIO, like 17",
                "button-pin | 27 | is already another input or output's",
                "talk-pull | UP | write up, down or none",
                "lamp-active | on | write low or high",
                "button-debounce | 20 | write a number with ms or us",
                "button-debounce | 2000ms | would miss short presses; write at most 500ms",
                "gpio-chip | a,,b | gpiodetect lists",
            })
    void wrong_configuration_names_key_value_and_remedy(String key, String value, String remedy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PiPins.of(Map.of(key, value)))
                .withMessageContaining("\"" + value + "\"")
                .withMessageContaining("-")
                .withMessageContaining(remedy);
    }

    @Test
    void a_computer_without_gpio_is_told_what_to_use_instead(@TempDir Path devices) throws Exception {
        Files.createFile(devices.resolve("gpiochip0")); // a plain file: not a chip, and not taken for one
        assertThatThrownBy(() -> GpioChip.find(GpioChip.HEADERS, devices))
                .isInstanceOf(GpioException.class)
                .hasMessageContaining("no /dev/gpiochip*")
                .hasMessageContaining("--hardware simulated");
    }
}
