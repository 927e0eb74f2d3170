package io.transom.node.sound;

import java.io.IOException;

/** Where microphones and speakers come from: {@code FILE.wav} or {@code alsa:NAME}. */
public interface SoundCard {
    Microphone openMicrophone() throws IOException;

    Speaker openSpeaker() throws IOException;
}
