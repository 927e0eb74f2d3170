package io.transom.node.sound;

import java.io.IOException;

/** Where microphones and speakers come from: {@code FILE.wav} or {@code alsa:NAME}. */
public interface SoundCard {
    Microphone openMicrophone() throws IOException;

    /** False where there is nothing to speak into: then nothing is ever sent, and the lamp stays dark. */
    default boolean hasMicrophone() {
        return true;
    }

    Speaker openSpeaker() throws IOException;
}
