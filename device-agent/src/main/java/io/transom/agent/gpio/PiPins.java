package io.transom.agent.gpio;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pin is what, in BCM numbers. The defaults are the wiring in {@code deploy/raspberry-pi/}: contacts from the pin to
 * ground, held high by the chip's own pull-up, and a lamp from its pin through a resistor to ground.
 *
 * @param chips labels of the GPIO chip, first match wins
 */
public record PiPins(List<String> chips, Contact button, Contact talk, Lamp lamp) {
    /**
     * An input.
     *
     * @param activeLow pressed means 0 volt
     * @param debounce how long a level must last to count, and how much later a press is heard
     */
    public record Contact(int bcm, GpioChip.Bias pull, boolean activeLow, Duration debounce) {}

    /** An output. */
    public record Lamp(int bcm, boolean activeLow) {}

    /**
     * A doorbell's button is cheap and its wire long. Of the 18 switches that Ganssle measured ("A Guide to Debouncing")
     * all but one settled within 6.2 ms; the rest is for the spark of the lift's motor, which must not ring.
     */
    static final Duration BUTTON_DEBOUNCE = Duration.ofMillis(20);

    /** Speech waits behind this one; the pre-roll hides it, so it may be less than the bell's. */
    static final Duration TALK_DEBOUNCE = Duration.ofMillis(5);

    /** Longer than a person taps: the press would be lost. */
    static final Duration MOST_DEBOUNCE = Duration.ofMillis(500);

    /** BCM 2 and 3 have 1.8 kOhm resistors for I2C, 14 and 15 are the console: the defaults stay clear of these. */
    public static PiPins defaults() {
        return new PiPins(
                GpioChip.HEADERS,
                new Contact(17, GpioChip.Bias.PULL_UP, true, BUTTON_DEBOUNCE),
                new Contact(27, GpioChip.Bias.PULL_UP, true, TALK_DEBOUNCE),
                new Lamp(22, false));
    }

    /** Every key of configuration, with its default and what it is for. */
    public static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("gpio-chip", "label of the GPIO chip; default: " + String.join(", ", GpioChip.HEADERS));
        keys.put("button-pin", "BCM number of the doorbell's button; default: 17 (pin 11)");
        keys.put("button-pull", "its resistor in the chip, up, down or none; default: up");
        keys.put("button-active", "its level when pressed, low or high; default: low (the contact closes to ground)");
        keys.put("button-debounce", "how long a level must last to count; default: 20ms");
        keys.put("talk-pin", "BCM number of push-to-talk; default: 27 (pin 13)");
        keys.put("talk-pull", "its resistor in the chip, up, down or none; default: up");
        keys.put("talk-active", "its level when pressed, low or high; default: low");
        keys.put("talk-debounce", "how long a level must last to count; default: 5ms");
        keys.put("lamp-pin", "BCM number of the lamp at the microphone; default: 22 (pin 15)");
        keys.put("lamp-active", "its level when lit, low or high; default: high");
        return keys;
    }

    /**
     * The defaults, changed by configuration. Keys that are not of {@link #keys} are somebody else's and are left alone.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static PiPins of(Map<String, String> configuration) {
        Reader reader = new Reader(configuration);
        PiPins standard = defaults();
        PiPins pins = new PiPins(
                reader.labels("gpio-chip", standard.chips()),
                reader.contact("button", standard.button()),
                reader.contact("talk", standard.talk()),
                new Lamp(
                        reader.pin("lamp-pin", standard.lamp().bcm()),
                        reader.activeLow("lamp-active", standard.lamp().activeLow())));
        pins.checkDistinct();
        return pins;
    }

    private void checkDistinct() {
        Map<String, Integer> used = new LinkedHashMap<>();
        used.put("button-pin", button.bcm());
        used.put("talk-pin", talk.bcm());
        used.put("lamp-pin", lamp.bcm());
        Set<Integer> seen = new LinkedHashSet<>();
        used.forEach((key, pin) -> {
            if (!seen.add(pin)) {
                throw wrong(key, pin.toString(), "is already another input or output's; give each its own pin");
            }
        });
    }

    private static IllegalArgumentException wrong(String key, String value, String problem) {
        return new IllegalArgumentException(key + ": \"" + value + "\" " + problem);
    }

    private record Reader(Map<String, String> configuration) {
        private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(us|ms)");

        List<String> labels(String key, List<String> standard) {
            String value = configuration.getOrDefault(key, String.join(",", standard));
            List<String> labels = List.of(value.strip().split("\\s*,\\s*", -1));
            if (labels.contains("")) {
                throw wrong(key, value, "has an empty label; gpiodetect lists this machine's");
            }
            return labels;
        }

        Contact contact(String name, Contact standard) {
            return new Contact(
                    pin(name + "-pin", standard.bcm()),
                    pull(name + "-pull", standard.pull()),
                    activeLow(name + "-active", standard.activeLow()),
                    debounce(name + "-debounce", standard.debounce()));
        }

        int pin(String key, int standard) {
            String value = configuration.getOrDefault(key, Integer.toString(standard));
            if (!value.matches("[0-9]{1,3}")) {
                throw wrong(key, value, "is not a BCM number; write the number behind GPIO, like 17 for GPIO17");
            }
            return Integer.parseInt(value);
        }

        GpioChip.Bias pull(String key, GpioChip.Bias standard) {
            String value = configuration.getOrDefault(key, word(standard));
            for (GpioChip.Bias bias : GpioChip.Bias.values()) {
                if (word(bias).equals(value)) {
                    return bias;
                }
            }
            throw wrong(key, value, "is no resistor; write up, down or none");
        }

        private static String word(GpioChip.Bias bias) {
            return switch (bias) {
                case NONE -> "none";
                case PULL_UP -> "up";
                case PULL_DOWN -> "down";
            };
        }

        boolean activeLow(String key, boolean standard) {
            String value = configuration.getOrDefault(key, standard ? "low" : "high");
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "low" -> true;
                case "high" -> false;
                default -> throw wrong(key, value, "is no level; write low or high");
            };
        }

        Duration debounce(String key, Duration standard) {
            String value = configuration.getOrDefault(key, standard.toMillis() + "ms");
            Matcher matcher = TIME.matcher(value);
            if (!matcher.matches()) {
                throw wrong(key, value, "is no time; write a number with ms or us, like 20ms; 0ms switches it off");
            }
            long number = Long.parseLong(matcher.group(1));
            Duration time =
                    matcher.group(2).equals("ms") ? Duration.ofMillis(number) : Duration.ofNanos(number * 1_000);
            if (time.compareTo(MOST_DEBOUNCE) > 0) {
                throw wrong(key, value, "would miss short presses; write at most " + MOST_DEBOUNCE.toMillis() + "ms");
            }
            return time;
        }
    }
}
