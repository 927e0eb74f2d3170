package io.transom.node.sound;

import io.transom.media.Frame;
import io.transom.media.wav.WavException;
import io.transom.media.wav.WavFile;
import io.transom.media.wav.WavRecorder;
import io.transom.node.config.WrongValue;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** WAV files in place of microphone and speaker, paced by the clock on absolute deadlines. */
public final class WavSoundCard implements SoundCard, AutoCloseable {
    private static final long FRAME_NANOS = Frame.LENGTH.toNanos();
    /** Who is later than this has slept (a suspended machine): the missing time is skipped, not caught up with. */
    private static final long MOST_LATE_NANOS = 1_000_000_000L;

    private final Optional<short[]> recording;
    private final Optional<WavRecorder> speaker;
    private final Pace pace;
    private boolean closed;
    private OptionalLong talkBegan = OptionalLong.empty();

    private WavSoundCard(Optional<short[]> recording, Optional<WavRecorder> speaker, Pace pace) {
        this.recording = recording;
        this.speaker = speaker;
        this.pace = pace;
    }

    /**
     * @param microphone what is said; without one there is no microphone at all
     * @param speaker where to record what is played, begun anew; nowhere without one
     */
    public static WavSoundCard of(Optional<Path> microphone, Optional<Path> speaker, Pace pace) throws IOException {
        Optional<short[]> recording = microphone.isPresent() ? Optional.of(read(microphone.get())) : Optional.empty();
        Optional<WavRecorder> recorder = speaker.isPresent() ? Optional.of(begin(speaker.get())) : Optional.empty();
        return new WavSoundCard(recording, recorder, pace);
    }

    /**
     * The same for what {@code --mic} and {@code --speaker} name.
     *
     * @throws WrongValue for the one of them that can't be used; a recording is begun only if the other is good
     */
    public static WavSoundCard ofOptions(Optional<Path> mic, Optional<Path> speaker, Pace pace) {
        Optional<short[]> recording = mic.map(file -> checked("mic", file, WavSoundCard::read));
        Optional<WavRecorder> recorder = speaker.map(file -> checked("speaker", file, WavSoundCard::begin));
        return new WavSoundCard(recording, recorder, pace);
    }

    private interface Opening<T> {
        T open(Path file) throws IOException;
    }

    private static <T> T checked(String key, Path file, Opening<T> opening) {
        try {
            return opening.open(file);
        } catch (IOException e) {
            throw WrongValue.of(key, file.toString(), e.getMessage() + ".");
        }
    }

    private static WavRecorder begin(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(
                    file + " is a directory; name a WAV file to record to, such as " + file.resolve("heard.wav"));
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null && Files.notExists(parent)) {
            throw new IOException("there is no directory " + parent + "; make it, or name a file elsewhere");
        }
        try {
            return new WavRecorder(file);
        } catch (IOException e) {
            throw new IOException("it can't be written (" + e.getMessage() + "); name a file elsewhere", e);
        }
    }

    private static short[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory; name a WAV file in it");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file + "; name a WAV file that is there");
        }
        // A file that is far too long is refused by its size, before it is in memory.
        if (Files.size(file) > WavFile.MOST_OCTETS) {
            throw new IOException(file + " is too long to be something that is said; cut it");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("this user may not read " + file + "; run: chmod +r " + file);
        }
        try {
            return WavFile.read(Files.readAllBytes(file), file.toString());
        } catch (WavException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Finishes the recording. */
    @Override
    public synchronized void close() throws IOException {
        if (speaker.isPresent() && !closed) {
            closed = true;
            speaker.get().close();
        }
    }

    @Override
    public Microphone openMicrophone() {
        return new WavMicrophone();
    }

    @Override
    public boolean hasMicrophone() {
        return recording.isPresent();
    }

    @Override
    public Speaker openSpeaker() {
        return new WavSpeaker();
    }

    private synchronized void talkBegins(long at) {
        long length = recording.map(samples -> samples.length).orElse(0) * 1_000_000_000L / Frame.SAMPLE_RATE;
        if (talkBegan.isEmpty() || at - talkBegan.getAsLong() > length) {
            talkBegan = OptionalLong.of(at);
        }
    }

    /** What is said in the 20 ms from {@code at} on. */
    private synchronized void heard(long at, short[] frame) {
        Arrays.fill(frame, (short) 0);
        if (recording.isEmpty() || talkBegan.isEmpty() || at < talkBegan.getAsLong()) {
            return;
        }
        short[] samples = recording.get();
        // In whole frames: two that follow each other must fit together to the sample.
        long from = Math.round((double) (at - talkBegan.getAsLong()) / FRAME_NANOS) * Frame.SAMPLES;
        if (from < samples.length) {
            int count = (int) Math.min(frame.length, samples.length - from);
            System.arraycopy(samples, (int) from, frame, 0, count);
        }
    }

    private synchronized void record(short[] frame) throws IOException {
        if (speaker.isPresent() && !closed) {
            speaker.get().write(frame);
        }
    }

    /** Deadlines 20 ms apart from the moment it was opened. */
    private final class Ticks {
        private long next = pace.nanos();

        /** Waits for the end of the next 20 ms; when they began. */
        long await() {
            if (pace.nanos() - next > MOST_LATE_NANOS) {
                next = pace.nanos();
            }
            long began = next;
            next += FRAME_NANOS;
            pace.sleepUntil(next);
            return began;
        }

        /** When the 20 ms that are waited for next begin. */
        long next() {
            return next;
        }
    }

    private final class WavMicrophone implements Microphone {
        private final Ticks ticks = new Ticks();

        @Override
        public void talkBegins() {
            WavSoundCard.this.talkBegins(ticks.next());
        }

        @Override
        public void read(short[] frame) {
            heard(ticks.await(), frame);
        }

        @Override
        public void close() {}
    }

    private final class WavSpeaker implements Speaker {
        private final Ticks ticks = new Ticks();

        @Override
        public void write(short[] frame) throws IOException {
            record(frame);
            ticks.await();
        }

        @Override
        public void close() {}
    }
}
