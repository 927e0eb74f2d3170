package io.transom.agent.alsa;

import io.transom.node.sound.SoundCard;
import io.transom.node.time.Pace;
import java.io.IOException;

/**
 * A microphone and a speaker by their ALSA names, such as {@code default}, {@code plughw:CARD=Device} or
 * {@code hw:Loopback,0}: what stands behind {@code alsa:} in configuration.
 */
public final class AlsaSoundCard implements SoundCard {
    private final String microphone;
    private final String speaker;
    private final Pace pace;

    public AlsaSoundCard(String microphone, String speaker, Pace pace) {
        this.microphone = microphone;
        this.speaker = speaker;
        this.pace = pace;
    }

    @Override
    public AlsaMicrophone openMicrophone() throws IOException {
        return AlsaMicrophone.open(microphone, pace);
    }

    @Override
    public AlsaSpeaker openSpeaker() throws IOException {
        return AlsaSpeaker.open(speaker, pace);
    }
}
