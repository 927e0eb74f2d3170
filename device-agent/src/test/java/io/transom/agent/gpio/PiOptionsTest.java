package io.transom.agent.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.node.config.Configuration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PiOptionsTest {
    @Command(name = "program")
    private static final class Program implements Callable<Integer> {
        @Mixin
        private final PiOptions pi = new PiOptions();

        private Optional<PiPins> pins = Optional.empty();
        private boolean door;

        @Override
        public Integer call() {
            pins = Optional.of(door ? pi.pins(true) : pi.pins());
            return 0;
        }
    }

    private final StringWriter errors = new StringWriter();

    @Test
    void without_configuration_the_wiring_is_the_one_in_the_picture() {
        PiPins pins = pins();
        assertThat(pins).isEqualTo(PiPins.defaults());
        assertThat(pins.button().bcm()).isEqualTo(17);
        assertThat(pins.talk().bcm()).isEqualTo(27);
        assertThat(pins.lamp().bcm()).isEqualTo(22);
        assertThat(pins.button().debounce()).isEqualTo(Duration.ofMillis(20));
        assertThat(pins.talk().debounce()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void every_key_can_be_set() {
        PiPins pins = pins(
                "--gpio-chip=pinctrl-sim, other",
                "--button-pin=5",
                "--button-pull=none",
                "--button-active=high",
                "--button-debounce=0ms",
                "--talk-pin=6",
                "--talk-pull=down",
                "--talk-active=high",
                "--talk-debounce=1.5ms",
                "--lamp-pin=13",
                "--lamp-active=low");
        assertThat(pins)
                .isEqualTo(new PiPins(
                        List.of("pinctrl-sim", "other"),
                        new PiPins.Contact(5, GpioChip.Bias.NONE, false, Duration.ZERO),
                        new PiPins.Contact(6, GpioChip.Bias.PULL_DOWN, false, Duration.ofNanos(1_500_000)),
                        new PiPins.Lamp(13, true)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--button-pin=GPIO17 | button-pin is 'GPIO17'",
                "--button-pin=-1 | Give the number behind GPIO, like 17",
                "--talk-pin=17 | talk-pin is '17'.",
                "--talk-pin=17 | Another input or output has this pin",
                "--talk-pull=sideways | talk-pull is 'sideways'",
                "--lamp-active=on | lamp-active is 'on'",
                "--button-debounce=20 | Give a length of time with its unit",
                "--button-debounce=2s | Short presses would be missed; give at most 500ms",
                "--gpio-chip=a,,b | gpiodetect lists",
            })
    void wrong_configuration_names_key_value_and_remedy(String argument, String explanation) {
        assertThat(run(new Program(), argument)).isEqualTo(Configuration.WRONG_USE);
        assertThat(errors.toString()).contains(explanation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--relay-pin=17 | Another input or output has this pin",
                "--relay-pin=7 | GPIO0 to 8 are high while a Pi starts, and that opens the door",
                "--relay-active=low | GPIO9 to 27 are low while a Pi starts",
                "--door-lamp-pin=23 | Another input or output has this pin",
            })
    void a_wiring_that_would_open_the_door_by_itself_is_refused(String argument, String explanation) {
        Program program = new Program();
        program.door = true;
        assertThat(run(program, argument)).isEqualTo(Configuration.WRONG_USE);
        assertThat(errors.toString()).contains(explanation);
    }

    @Test
    void a_relay_is_on_gpio23_unless_said_otherwise_and_nowhere_without_a_door() {
        assertThat(pins().relay()).isEmpty();
        Program program = new Program();
        program.door = true;
        assertThat(run(program, "--relay-pin=7", "--relay-active=low")).isZero();
        assertThat(program.pins.orElseThrow().relay()).contains(new PiPins.Relay(7, true));
        assertThat(run(program)).isZero();
        assertThat(program.pins.orElseThrow().relay()).contains(new PiPins.Relay(23, false));
    }

    @Test
    void a_computer_without_gpio_is_told_what_to_use_instead(@TempDir Path devices) throws Exception {
        Files.createFile(devices.resolve("gpiochip0")); // a plain file: not a chip, and not taken for one
        assertThatThrownBy(() -> GpioChip.find(GpioChip.HEADERS, devices))
                .isInstanceOf(GpioException.class)
                .hasMessageContaining("no /dev/gpiochip*")
                .hasMessageContaining("--hardware simulated");
    }

    private PiPins pins(String... args) {
        Program program = new Program();
        assertThat(run(program, args)).as("%s", errors).isZero();
        return program.pins.orElseThrow();
    }

    private int run(Program program, String... args) {
        PrintWriter out = new PrintWriter(new StringWriter());
        return Configuration.run(program, List.of(args), Map.of(), out, new PrintWriter(errors));
    }
}
