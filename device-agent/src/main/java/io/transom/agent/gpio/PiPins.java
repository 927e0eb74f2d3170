package io.transom.agent.gpio;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which pin is what, in BCM numbers. The defaults are the wiring in {@code deploy/raspberry-pi/}: contacts from the pin to
 * ground, held high by the chip's own pull-up, and a lamp from its pin through a resistor to ground.
 *
 * @param chips labels of the GPIO chip, first match wins
 * @param relay a door's, where this intercom drives one
 * @param doorLamp blinks while the door is released
 */
public record PiPins(
        List<String> chips, Contact button, Contact talk, Lamp lamp, Optional<Relay> relay, Optional<Lamp> doorLamp) {
    /** Without a door. */
    public PiPins(List<String> chips, Contact button, Contact talk, Lamp lamp) {
        this(chips, button, talk, lamp, Optional.empty(), Optional.empty());
    }

    /**
     * An input.
     *
     * @param activeLow pressed means 0 volt
     * @param debounce how long a level must last to count, and how much later a press is heard
     */
    public record Contact(int bcm, GpioChip.Bias pull, boolean activeLow, Duration debounce) {}

    /** An output. */
    public record Lamp(int bcm, boolean activeLow) {}

    /** A door's relay; {@code activeLow} where 0 volt opens the door. */
    public record Relay(int bcm, boolean activeLow) {
        /** The first pin that a Pi's chip pulls down at reset; those below, from 4, are pulled up. */
        static final int FIRST_PULLED_DOWN = 9;
    }

    /**
     * A doorbell's button is cheap and its wire long. Of the 18 switches that Ganssle measured ("A Guide to Debouncing")
     * all but one settled within 6.2 ms; the rest is for the spark of the lift's motor, which must not ring.
     */
    static final Duration BUTTON_DEBOUNCE = Duration.ofMillis(20);

    /** Speech waits behind this one; the pre-roll hides it, so it may be less than the bell's. */
    static final Duration TALK_DEBOUNCE = Duration.ofMillis(5);

    /** BCM 2 and 3 have 1.8 kOhm resistors for I2C, 14 and 15 are the console: the defaults stay clear of these. */
    public static PiPins defaults() {
        return new PiPins(
                GpioChip.HEADERS,
                new Contact(17, GpioChip.Bias.PULL_UP, true, BUTTON_DEBOUNCE),
                new Contact(27, GpioChip.Bias.PULL_UP, true, TALK_DEBOUNCE),
                new Lamp(22, false));
    }
}
