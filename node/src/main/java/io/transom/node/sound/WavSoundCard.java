package io.transom.node.sound;

import io.transom.media.Frame;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** WAV files in place of microphone and speaker, paced by the clock on absolute deadlines. */
public final class WavSoundCard implements SoundCard {
    private static final long FRAME_NANOS = Frame.LENGTH.toNanos();
    /** Who is later than this has slept (a suspended machine): the missing time is skipped, not caught up with. */
    private static final long MOST_LATE_NANOS = 1_000_000_000L;
    /** How often the recording's header is made true, so that a killed program leaves a file that plays. */
    private static final int FRAMES_PER_HEADER = 25;

    private final Optional<short[]> recording;
    private final Optional<FileChannel> speaker;
    private final Pace pace;
    private long spokenSamples;
    private OptionalLong talkBegan = OptionalLong.empty();

    private WavSoundCard(Optional<short[]> recording, Optional<FileChannel> speaker, Pace pace) {
        this.recording = recording;
        this.speaker = speaker;
        this.pace = pace;
    }

    /**
     * @param microphone what is said; silence without one
     * @param speaker where to record what is played, begun anew; nowhere without one
     */
    public static WavSoundCard of(Optional<Path> microphone, Optional<Path> speaker, Pace pace) throws IOException {
        Optional<short[]> recording =
                microphone.isPresent() ? Optional.of(WavFile.read(microphone.get())) : Optional.empty();
        Optional<FileChannel> channel = Optional.empty();
        if (speaker.isPresent()) {
            FileChannel opened = FileChannel.open(
                    speaker.get(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
            opened.write(WavFile.header(0), 0);
            channel = Optional.of(opened);
        }
        return new WavSoundCard(recording, channel, pace);
    }

    @Override
    public Microphone openMicrophone() {
        return new WavMicrophone();
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
        if (speaker.isEmpty()) {
            return;
        }
        ByteBuffer octets = ByteBuffer.allocate(frame.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        octets.asShortBuffer().put(frame);
        FileChannel channel = speaker.get();
        channel.write(octets, WavFile.HEADER + spokenSamples * 2);
        spokenSamples += frame.length;
        if (spokenSamples / Frame.SAMPLES % FRAMES_PER_HEADER == 0) {
            writeHeader(channel);
        }
    }

    private synchronized void finishRecording() {
        if (speaker.isPresent()) {
            try {
                writeHeader(speaker.get());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void writeHeader(FileChannel channel) throws IOException {
        channel.write(WavFile.header(spokenSamples), 0);
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
        public void close() {
            finishRecording();
        }
    }
}
