package io.transom.agent.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.guest.Guest.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The intercom's pins on a real GPIO character device, through Pi4J. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PiGuestTest {
    private Outcome outcome;

    @BeforeAll
    void boot() throws Exception {
        outcome = Guest.orSkip().run("door.sh");
        assertThat(outcome.status()).as("%s", outcome).isZero();
    }

    @Test
    void the_header_is_found_by_its_label_and_its_lines_are_ours() {
        assertThat(outcome.lines()).contains("header is not gpiochip0");
        assertThat(String.join("\n", outcome.all("lines:")))
                .contains("transom-button", "transom-talk", "transom-lamp", "bias=pull-up", "debounce-period=20ms");
    }

    @Test
    void each_press_outside_is_one_press_and_one_release() {
        assertThat(events("standard", "BUTTON")).hasSize(20);
        assertThat(events("standard", "TALK")).hasSize(20);
        for (String line : new String[] {"BUTTON", "TALK"}) {
            List<String> events = events("standard", line);
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i)).startsWith(line + (i % 2 == 0 ? " true" : " false"));
            }
        }
    }

    @Test
    void a_press_is_heard_as_soon_as_it_is_steady() {
        double button = latency("button", "standard", "BUTTON");
        double talk = latency("talk", "standard", "TALK");
        double raw = latency("raw", "raw", "BUTTON");
        System.out.printf(
                Locale.ROOT,
                "GPIO, press outside -> listener, median of 10: %.2f ms without debouncing, %.2f ms talk (5 ms), %.2f ms button (20 ms)%n",
                raw,
                talk,
                button);
        // A debounced press can't be heard sooner. Above, generous: other work may hold the guest's one CPU.
        assertThat(raw).isBetween(0.0, 60.0);
        assertThat(talk).isBetween(5.0, 80.0);
        assertThat(button).isBetween(20.0, 100.0);
    }

    @Test
    void a_bouncing_contact_is_one_press() {
        assertThat(events("bounce", "BUTTON")).hasSize(2);
    }

    @Test
    void a_spark_does_not_ring() {
        assertThat(events("spark", "BUTTON")).isEmpty();
    }

    @Test
    void who_leans_on_the_bell_while_the_program_starts_is_heard() {
        assertThat(events("start", "BUTTON")).hasSize(2);
        assertThat(events("start", "BUTTON").getFirst()).startsWith("BUTTON true");
    }

    @Test
    void the_lamp_is_seen_from_outside() {
        assertThat(outcome.one("level dark-at-first")).isEqualTo("0");
        assertThat(outcome.one("level steady")).isEqualTo("1");
        assertThat(outcome.one("level still-steady")).isEqualTo("1");
        assertThat(outcome.one("level dark")).isEqualTo("0");
        assertThat(outcome.one("level dark-at-the-end")).isEqualTo("0");
        // 2 Hz changes 12 times in 3 s; a busy machine doesn't see each.
        assertThat(Integer.parseInt(outcome.one("level changes-in-3s"))).isBetween(7, 13);
    }

    @Test
    void what_is_wrong_is_explained_with_a_remedy() {
        List<String> explained = outcome.all("explained");
        assertThat(explained).hasSize(5);
        assertThat(explained.get(0)).contains("transom-button (line 17", "in use by \"gpiomon\"", "another BCM number");
        assertThat(explained.get(1)).contains("pinctrl-none", "pinctrl-sim (/dev/gpiochip0)", "--gpio-chip");
        assertThat(explained.get(2)).contains("lines 0 to 7");
        assertThat(explained.subList(3, 5)).allSatisfy(text -> assertThat(text).contains("group gpio"));
    }

    private List<String> events(String part, String line) {
        return outcome.all("event " + part).stream()
                .filter(event -> event.startsWith(line + " "))
                .toList();
    }

    /** Milliseconds from the moment before the line was moved to the listener's first statement: the median. */
    private double latency(String press, String part, String line) {
        List<String> presses = outcome.all("press " + press);
        List<String> heard = events(part, line).stream()
                .filter(event -> event.contains(" true "))
                .toList();
        assertThat(heard).hasSameSizeAs(presses);
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < presses.size(); i++) {
            BigDecimal at = new BigDecimal(presses.get(i));
            BigDecimal then = new BigDecimal(heard.get(i).split(" ", -1)[2]);
            millis.add(then.subtract(at).movePointRight(3).doubleValue());
        }
        return millis.stream().sorted().skip(millis.size() / 2).findFirst().orElseThrow();
    }
}
