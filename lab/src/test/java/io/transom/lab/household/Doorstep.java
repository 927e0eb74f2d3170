package io.transom.lab.household;

import io.transom.lab.matrix.HummingRoom;
import io.transom.media.Frame;
import io.transom.media.wav.WavFile;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** In front of a door something always hums, and what the speaker plays is recorded. */
final class Doorstep implements SoundCard, AutoCloseable {
    /** A quarter of what the tone has; a closed microphone and an empty room have none of it. */
    private static final double HEARD = 1_600;

    private final HummingRoom room = new HummingRoom();
    private final Path file;
    private final WavSoundCard recorder;

    Doorstep(Path file) throws IOException {
        this.file = file;
        this.recorder = WavSoundCard.of(Optional.empty(), Optional.of(file), Pace.system());
    }

    /** In how many frames of 20 ms that frequency was played; ends the recording. */
    int framesWith(double hertz) throws Exception {
        close();
        short[] samples = WavFile.read(Files.readAllBytes(file), "doorstep");
        int frames = 0;
        for (int at = 0; at + Frame.SAMPLES <= samples.length; at += Frame.SAMPLES) {
            double sine = 0;
            double cosine = 0;
            for (int i = 0; i < Frame.SAMPLES; i++) {
                double angle = 2 * Math.PI * hertz * i / Frame.SAMPLE_RATE;
                sine += samples[at + i] * Math.sin(angle);
                cosine += samples[at + i] * Math.cos(angle);
            }
            frames += 2 * Math.hypot(sine, cosine) / Frame.SAMPLES >= HEARD ? 1 : 0;
        }
        return frames;
    }

    @Override
    public Microphone openMicrophone() {
        return room.openMicrophone();
    }

    @Override
    public Speaker openSpeaker() {
        return recorder.openSpeaker();
    }

    @Override
    public void close() throws IOException {
        recorder.close();
    }
}
