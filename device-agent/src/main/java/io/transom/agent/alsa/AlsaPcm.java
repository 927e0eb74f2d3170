package io.transom.agent.alsa;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.transom.media.Frame;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open stream of a card, in one direction. Its calls block, so they belong on a platform thread of their own. */
final class AlsaPcm implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlsaPcm.class);

    /** Half a frame: what a card has done is never further away than this from what we know of it. */
    static final long PERIOD = Frame.SAMPLES / 2;

    /** After so many errors in a row that recovering did not cure, the card is gone. */
    private static final int MOST_RECOVERIES = 10;

    private final Alsa alsa;
    private final String name;
    private final boolean capture;
    private final Alsa.Buffer buffer;
    private final MemorySegment pcm;
    private final Arena arena;
    private final MemorySegment samples;
    private final Pacer pacer;
    private long runs;
    private boolean closed;

    private AlsaPcm(Alsa alsa, String name, boolean capture, MemorySegment pcm, Alsa.Buffer buffer, Pace pace) {
        this.alsa = alsa;
        this.name = name;
        this.capture = capture;
        this.pcm = pcm;
        this.buffer = buffer;
        arena = Arena.ofShared();
        samples = arena.allocate(JAVA_SHORT, Frame.SAMPLES);
        pacer = new Pacer(buffer.size(), pace);
    }

    /**
     * Opens and configures a stream of 48 kHz mono.
     *
     * @param periods how many periods of 10 ms the buffer should have
     * @throws IOException saying what to do
     */
    static AlsaPcm open(String name, boolean capture, int periods, Pace pace) throws IOException {
        Alsa alsa = Alsa.load();
        MemorySegment pcm = open(alsa, name, capture);
        try {
            Alsa.Buffer buffer = alsa.hardware(pcm, Frame.SAMPLE_RATE, PERIOD, PERIOD * periods);
            // Playback starts with a full buffer, in whole frames; capture starts with the first read.
            long start = capture ? 1 : Math.max(PERIOD, buffer.size() / Frame.SAMPLES * Frame.SAMPLES);
            alsa.software(pcm, start, buffer.period());
            int prepared = alsa.prepare(pcm);
            if (prepared < 0) {
                throw AlsaErrors.broken(alsa, name, capture, -prepared);
            }
            LOG.debug("{} opened: period {} samples, buffer {} samples", name, buffer.period(), buffer.size());
            return new AlsaPcm(alsa, name, capture, pcm, buffer, pace);
        } catch (Alsa.Refused refused) {
            alsa.close(pcm);
            throw AlsaErrors.refused(alsa, name, capture, refused);
        } catch (IOException e) {
            alsa.close(pcm);
            throw e;
        }
    }

    private static MemorySegment open(Alsa alsa, String name, boolean capture) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            int result = alsa.open(handle, arena.allocateFrom(name), capture ? Alsa.CAPTURE : Alsa.PLAYBACK);
            if (result < 0) {
                throw AlsaErrors.cannotOpen(alsa, name, capture, -result);
            }
            return handle.get(ADDRESS, 0);
        }
    }

    /** The next 20 ms. What an overrun has lost is one frame of silence. */
    synchronized void read(short[] frame) throws IOException {
        checkOpen();
        int have = 0;
        int recoveries = 0;
        while (have < Frame.SAMPLES) {
            long got = alsa.read(pcm, samples, Frame.SAMPLES - have);
            if (got > 0) {
                MemorySegment.copy(samples, JAVA_SHORT, 0, frame, have, (int) got);
                have += (int) got;
                recoveries = 0;
            } else {
                recover((int) -got, ++recoveries);
                Arrays.fill(frame, (short) 0);
                if (-got == Alsa.EPIPE || -got == Alsa.ESTRPIPE) {
                    return;
                }
            }
        }
        pacer.frameDone();
    }

    /** Takes 20 ms; returns when they are in the buffer. */
    synchronized void write(short[] frame) throws IOException {
        checkOpen();
        MemorySegment.copy(frame, 0, samples, JAVA_SHORT, 0, Frame.SAMPLES);
        int done = 0;
        int recoveries = 0;
        while (done < Frame.SAMPLES) {
            long taken = alsa.write(pcm, samples.asSlice(done * 2L), Frame.SAMPLES - done);
            if (taken > 0) {
                done += (int) taken;
                recoveries = 0;
            } else {
                recover((int) -taken, ++recoveries);
            }
        }
        pacer.frameDone();
    }

    /** An over- or underrun is counted and forgotten; the card's absence is not. */
    private void recover(int error, int attempt) throws IOException {
        if (error == Alsa.EPIPE || error == Alsa.ESTRPIPE) {
            runs++;
        }
        boolean passing = error == 0 || error == Alsa.EAGAIN;
        int result = passing ? 0 : alsa.recover(pcm, -error);
        if (result < 0 || attempt > MOST_RECOVERIES) {
            throw AlsaErrors.broken(alsa, name, capture, error);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException(name + " has been closed");
        }
    }

    /** Overruns of a microphone, underruns of a speaker. */
    synchronized long runs() {
        return runs;
    }

    /** Milliseconds of sound between us and the connector, now; empty where the card can't tell. */
    synchronized OptionalLong delayMillis() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment delay = scratch.allocate(JAVA_LONG);
            if (closed || alsa.delay(pcm, delay) < 0) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(delay.get(JAVA_LONG, 0) * 1_000 / Frame.SAMPLE_RATE);
        }
    }

    /** What is still in the buffer is thrown away: the call is over. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        alsa.drop(pcm);
        alsa.close(pcm);
        arena.close();
        LOG.debug("{} closed: buffer {} samples, {} {}", name, buffer.size(), runs, capture ? "overruns" : "underruns");
    }
}
