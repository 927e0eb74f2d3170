package io.transom.node.host;

import io.transom.media.voice.Voice;
import java.util.function.Predicate;

/**
 * The lamp at the microphone, as one sound shows it: lit before the card is opened, and dark only after the card is closed.
 * Whoever asks it holds the sound's monitor.
 */
final class ShownLamp {
    /** What keeps a microphone closed. */
    static final String TROUBLE = "the lamp at the microphone can't be lit, so the microphone stays closed";

    /** False where the lamp doesn't do what it was told. */
    private final Predicate<Voice.Lamp> lamp;

    private Voice.Lamp shown = Voice.Lamp.DARK;
    private boolean tells = true;
    private boolean cardOpen;

    ShownLamp(Predicate<Voice.Lamp> lamp) {
        this.lamp = lamp;
    }

    /** False where nobody could see that the microphone is open. */
    boolean show(Voice.Lamp wanted) {
        Voice.Lamp next = wanted == Voice.Lamp.DARK && cardOpen ? shown : wanted;
        if (next != shown || !tells) {
            shown = next;
            tells = lamp.test(next);
        }
        return tells;
    }

    /** Asked right before the card is opened: false where it must not be. */
    boolean opens(Voice.Lamp wanted) {
        cardOpen = wanted != Voice.Lamp.DARK && show(wanted);
        return cardOpen;
    }

    boolean tells() {
        return tells;
    }

    /** The card is closed: nothing is captured any more. */
    void closed() {
        cardOpen = false;
        show(Voice.Lamp.DARK);
    }
}
