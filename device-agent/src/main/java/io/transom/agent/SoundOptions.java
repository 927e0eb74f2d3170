package io.transom.agent;

import io.transom.agent.alsa.AlsaSoundCard;
import io.transom.node.config.WrongValue;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The sound card that {@code --mic} and {@code --speaker} name: each a WAV file or an ALSA device. */
final class SoundOptions implements AutoCloseable {
    private static final String ALSA = "alsa:";

    private final WavSoundCard files;
    private final SoundCard card;

    private SoundOptions(WavSoundCard files, SoundCard card) {
        this.files = files;
        this.card = card;
    }

    static SoundOptions open(Optional<String> mic, Optional<String> speaker) {
        WavSoundCard files = WavSoundCard.ofOptions(path("mic", mic), path("speaker", speaker), Pace.system());
        String alsaMic = alsa(mic).orElse("default");
        AlsaSoundCard alsa = new AlsaSoundCard(alsaMic, alsa(speaker).orElse("default"), Pace.system());
        SoundCard microphones = alsa(mic).isPresent() ? alsa : files;
        SoundCard speakers = alsa(speaker).isPresent() ? alsa : files;
        return new SoundOptions(files, new SoundCard() {
            @Override
            public Microphone openMicrophone() throws IOException {
                return microphones.openMicrophone();
            }

            @Override
            public boolean hasMicrophone() {
                return microphones.hasMicrophone();
            }

            @Override
            public Speaker openSpeaker() throws IOException {
                return speakers.openSpeaker();
            }
        });
    }

    SoundCard card() {
        return card;
    }

    private static Optional<String> alsa(Optional<String> name) {
        return name.filter(text -> text.startsWith(ALSA)).map(text -> text.substring(ALSA.length()));
    }

    private static Optional<Path> path(String key, Optional<String> name) {
        return name.filter(text -> !text.startsWith(ALSA)).map(text -> {
            if (!Files.isDirectory(Path.of(text)) && !text.endsWith(".wav") && !text.startsWith("/dev/")) {
                throw WrongValue.of(key, text, "Name a file that ends in .wav, or an ALSA device as alsa:NAME.");
            }
            return Path.of(text);
        });
    }

    /** Finishes a recording. */
    @Override
    public void close() throws IOException {
        files.close();
    }
}
