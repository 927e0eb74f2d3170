package io.transom.agent.alsa;

import io.transom.node.sound.Speaker;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.util.OptionalLong;

/** An open ALSA playback stream. */
public final class AlsaSpeaker implements Speaker {
    /**
     * 40 ms, which is the delay that is heard: two frames, so that one plays while the next is made. With 20 ms each hiccup
     * of the scheduler is heard as a click.
     */
    private static final int PERIODS = 4;

    private final AlsaPcm pcm;

    private AlsaSpeaker(AlsaPcm pcm) {
        this.pcm = pcm;
    }

    /** @throws IOException saying what to do when the speaker can't be had */
    public static AlsaSpeaker open(String name, Pace pace) throws IOException {
        return new AlsaSpeaker(AlsaPcm.open(name, false, PERIODS, pace));
    }

    @Override
    public void write(short[] frame) throws IOException {
        pcm.write(frame);
    }

    /** How often the card had nothing to play. */
    public long underruns() {
        return pcm.runs();
    }

    /** Milliseconds until what is written now is heard; empty where the card can't tell. */
    public OptionalLong delayMillis() {
        return pcm.delayMillis();
    }

    @Override
    public void close() {
        pcm.close();
    }
}
