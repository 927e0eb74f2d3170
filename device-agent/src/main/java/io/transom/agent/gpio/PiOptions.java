package io.transom.agent.gpio;

import io.transom.node.config.WrongValue;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys that say how the Raspberry Pi is wired; a picocli mixin for whoever drives one. */
public final class PiOptions {
    /** Longer than a person taps: the press would be lost. */
    static final Duration MOST_DEBOUNCE = Duration.ofMillis(500);

    /** A resistor in the chip. */
    enum Pull {
        UP,
        DOWN,
        NONE
    }

    /** A voltage: 3.3 V or 0. */
    enum Level {
        LOW,
        HIGH
    }

    @Option(
            names = "--gpio-chip",
            paramLabel = "LABEL",
            description =
                    "Label of the GPIO chip with the pins, as gpiodetect shows it. Default: the header of any Raspberry Pi.")
    private String chip = String.join(",", GpioChip.HEADERS);

    @Option(
            names = "--button-pin",
            paramLabel = "BCM",
            defaultValue = "17",
            description = "BCM number of the doorbell's button. Default: 17 (pin 11).")
    private int buttonPin;

    @Option(
            names = "--button-pull",
            defaultValue = "up",
            description = "Its resistor in the chip: up, down or none. Default: up.")
    private Pull buttonPull = Pull.UP;

    @Option(
            names = "--button-active",
            defaultValue = "low",
            description = "Its level when pressed: low (the contact closes to ground) or high. Default: low.")
    private Level buttonActive = Level.LOW;

    @Option(
            names = "--button-debounce",
            defaultValue = "20ms",
            description = "How long a level must last to count, and how much later a press is heard. Default: 20ms.")
    private Duration buttonDebounce = PiPins.BUTTON_DEBOUNCE;

    @Option(
            names = "--talk-pin",
            paramLabel = "BCM",
            defaultValue = "27",
            description = "BCM number of push-to-talk. Default: 27 (pin 13).")
    private int talkPin;

    @Option(
            names = "--talk-pull",
            defaultValue = "up",
            description = "Its resistor in the chip: up, down or none. Default: up.")
    private Pull talkPull = Pull.UP;

    @Option(
            names = "--talk-active",
            defaultValue = "low",
            description = "Its level when pressed: low or high. Default: low.")
    private Level talkActive = Level.LOW;

    @Option(
            names = "--talk-debounce",
            defaultValue = "5ms",
            description = "How long a level must last to count. Default: 5ms.")
    private Duration talkDebounce = PiPins.TALK_DEBOUNCE;

    @Option(
            names = "--lamp-pin",
            paramLabel = "BCM",
            defaultValue = "22",
            description = "BCM number of the lamp that tells when the microphone is open. Default: 22 (pin 15).")
    private int lampPin;

    @Option(
            names = "--lamp-active",
            defaultValue = "high",
            description = "Its level when lit: low or high. Default: high.")
    private Level lampActive = Level.HIGH;

    @Option(
            names = "--relay-pin",
            paramLabel = "BCM",
            defaultValue = "23",
            description = "BCM number of the door's relay, used with --door-name only. Default: 23 (pin 16).")
    private int relayPin;

    @Option(
            names = "--relay-active",
            defaultValue = "high",
            description = "Its level when the door is released: high or low. Default: high.")
    private Level relayActive = Level.HIGH;

    @Option(
            names = "--door-lamp-pin",
            paramLabel = "BCM",
            description = "BCM number of a lamp that blinks while the door is released. Default: none.")
    @Nullable
    private Integer doorLampPin;

    /** For picocli. */
    public PiOptions() {}

    /** The wiring without a door. */
    public PiPins pins() {
        return pins(false);
    }

    /**
     * The wiring that was asked for.
     *
     * @param door whether this intercom drives the relay of a door
     * @throws WrongValue naming the key, the value and the remedy
     */
    public PiPins pins(boolean door) {
        List<String> labels = List.of(chip.strip().split("\\s*,\\s*", -1));
        if (labels.contains("")) {
            throw WrongValue.of(
                    "gpio-chip", chip, "Give a label, or several with commas; gpiodetect lists this machine's.");
        }
        Set<Integer> taken = new LinkedHashSet<>();
        check("button-pin", buttonPin, taken);
        check("talk-pin", talkPin, taken);
        check("lamp-pin", lampPin, taken);
        if (door) {
            check("relay-pin", relayPin, taken);
            checkRelay();
        }
        if (doorLampPin != null) {
            check("door-lamp-pin", doorLampPin, taken);
        }
        check("button-debounce", buttonDebounce);
        check("talk-debounce", talkDebounce);
        return new PiPins(
                labels,
                new PiPins.Contact(buttonPin, bias(buttonPull), buttonActive == Level.LOW, buttonDebounce),
                new PiPins.Contact(talkPin, bias(talkPull), talkActive == Level.LOW, talkDebounce),
                new PiPins.Lamp(lampPin, lampActive == Level.LOW),
                door ? Optional.of(new PiPins.Relay(relayPin, relayActive == Level.LOW)) : Optional.empty(),
                Optional.ofNullable(doorLampPin).map(pin -> new PiPins.Lamp(pin, false)));
    }

    /** A Pi that starts, or has crashed, drives no pin: then its resistors must not open the door. Other chips we don't know. */
    private void checkRelay() {
        boolean raspberry = chip.equals(String.join(",", GpioChip.HEADERS)) || GpioChip.HEADERS.contains(chip.strip());
        boolean pulledDown = relayPin >= PiPins.Relay.FIRST_PULLED_DOWN;
        if (raspberry && pulledDown == (relayActive == Level.LOW)) {
            throw WrongValue.of(
                    "relay-pin",
                    Integer.toString(relayPin),
                    pulledDown
                            ? "GPIO9 to 27 are low while a Pi starts, and with relay-active = low that opens the door; take GPIO4 to 8, or a relay that is active high."
                            : "GPIO0 to 8 are high while a Pi starts, and that opens the door; take GPIO9 to 27.");
        }
    }

    private static void check(String key, int pin, Set<Integer> taken) {
        if (pin < 0) {
            throw WrongValue.of(key, Integer.toString(pin), "Give the number behind GPIO, like 17 for GPIO17.");
        }
        if (!taken.add(pin)) {
            throw WrongValue.of(key, Integer.toString(pin), "Another input or output has this pin; give each its own.");
        }
    }

    private static void check(String key, Duration debounce) {
        if (debounce.compareTo(MOST_DEBOUNCE) > 0) {
            throw WrongValue.of(
                    key,
                    debounce.toMillis() + "ms",
                    "Short presses would be missed; give at most " + MOST_DEBOUNCE.toMillis() + "ms.");
        }
    }

    private static GpioChip.Bias bias(Pull pull) {
        return switch (pull) {
            case UP -> GpioChip.Bias.PULL_UP;
            case DOWN -> GpioChip.Bias.PULL_DOWN;
            case NONE -> GpioChip.Bias.NONE;
        };
    }
}
