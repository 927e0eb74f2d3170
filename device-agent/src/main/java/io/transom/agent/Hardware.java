package io.transom.agent;

import io.transom.core.Input.LineChanged.Line;
import io.transom.media.voice.Voice;
import io.transom.node.sound.SoundCard;
import java.util.Optional;

/**
 * What an intercom is made of, seen by its program: two inputs, a lamp, a sound card, maybe a door's relay. The same program runs on a
 * Raspberry Pi and on simulated pins.
 */
public interface Hardware extends AutoCloseable {
    /** Hears the lines. Called from one thread of the hardware's own, in order; it must not block for long. */
    @FunctionalInterface
    interface Listener {
        /** @param active true when pressed, false when released; debounced, and never twice the same in a row */
        void changed(Line line, boolean active);
    }

    /**
     * Starts listening; called once. A line that is already active (somebody leans on the bell while the program starts) is
     * reported at once.
     */
    void listen(Listener listener);

    /**
     * Shows the microphone's truth. {@code BLINKING} is done here, at 2 Hz; may be called from any thread, as often as one
     * likes. False where the lamp could not be set: then the microphone stays closed.
     */
    boolean lamp(Voice.Lamp lamp);

    /** The relay of a door; empty where this intercom drives none. */
    default Optional<DoorRelay> relay() {
        return Optional.empty();
    }

    /** Where this intercom hears and speaks. */
    SoundCard soundCard();

    /** Lets go of the lines; the lamp goes dark. */
    @Override
    void close();
}
