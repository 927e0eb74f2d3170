package io.transom.node.host;

import io.transom.media.voice.Voice;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lamp at the microphone, as one sound shows it: lit before the card is opened, and dark only after the card is closed.
 * Whoever asks it holds the sound's monitor.
 */
final class ShownLamp {
    private static final Logger LOG = LoggerFactory.getLogger(ShownLamp.class);
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
            tells = lightsUp(next);
        }
        return tells;
    }

    /** A lamp that fails in any way is one that can't be lit. */
    private boolean lightsUp(Voice.Lamp next) {
        try {
            return lamp.test(next);
        } catch (RuntimeException e) {
            LOG.error("the lamp at the microphone", e);
            return false;
        }
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
