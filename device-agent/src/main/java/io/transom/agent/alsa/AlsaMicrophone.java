package io.transom.agent.alsa;

import io.transom.node.sound.Microphone;
import io.transom.node.time.Pace;
import java.io.IOException;

/** An open ALSA capture stream. */
public final class AlsaMicrophone implements Microphone {
    /** 80 ms: a garbage collection or a busy Pi may keep the reader away for so long and nothing is lost. It adds no delay. */
    private static final int PERIODS = 8;

    private final AlsaPcm pcm;

    private AlsaMicrophone(AlsaPcm pcm) {
        this.pcm = pcm;
    }

    /** @throws IOException saying what to do when the microphone can't be had */
    public static AlsaMicrophone open(String name, Pace pace) throws IOException {
        return new AlsaMicrophone(AlsaPcm.open(name, true, PERIODS, pace));
    }

    @Override
    public void read(short[] frame) throws IOException {
        pcm.read(frame);
    }

    /** How often sound was lost because nobody read. */
    public long overruns() {
        return pcm.runs();
    }

    @Override
    public void close() {
        pcm.close();
    }
}
