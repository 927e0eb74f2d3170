package io.transom.lab.evil;

import io.transom.media.Frame;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.time.Pace;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A room in which one tone sounds for ever, and whose tones from elsewhere are told apart. */
final class Room implements SoundCard {
    /** Multiples of 50 Hz have whole periods in 20 ms, so that one of them is none of another. */
    private static final int STEP = 50;

    private static final int HIGHEST = 2_000;
    private static final double LOUDNESS = 6_000;
    /** A codec that begins, or conceals a loss, is quieter. */
    private static final double HEARD = LOUDNESS / 4;

    private final int hertz;
    private final Pace pace = Pace.system();
    private final AtomicInteger captured = new AtomicInteger();
    private final Map<Integer, Integer> heard = new TreeMap<>();

    /** @param hertz what sounds here, a multiple of 50 */
    Room(int hertz) {
        this.hertz = hertz;
    }

    /** Frames of 20 ms that were taken of this room's sound. */
    int captured() {
        return captured.get();
    }

    /** Frames of 20 ms in which each tone was the loudest that was played here. */
    synchronized Map<Integer, Integer> heard() {
        return new TreeMap<>(heard);
    }

    synchronized int heard(int tone) {
        return heard.getOrDefault(tone, 0);
    }

    private synchronized void played(short[] frame) {
        int loudest = 0;
        double amplitude = HEARD;
        for (int tone = 2 * STEP; tone <= HIGHEST; tone += 2 * STEP) {
            double found = amplitude(frame, tone);
            if (found > amplitude) {
                loudest = tone;
                amplitude = found;
            }
        }
        if (loudest > 0) {
            heard.merge(loudest, 1, Integer::sum);
        }
    }

    private static double amplitude(short[] frame, int tone) {
        double sine = 0;
        double cosine = 0;
        for (int i = 0; i < frame.length; i++) {
            double angle = 2 * Math.PI * tone * i / Frame.SAMPLE_RATE;
            sine += frame[i] * Math.sin(angle);
            cosine += frame[i] * Math.cos(angle);
        }
        return 2 * Math.hypot(sine, cosine) / frame.length;
    }

    @Override
    public Microphone openMicrophone() {
        Ticks ticks = new Ticks();
        return new Microphone() {
            private long sample;

            @Override
            public void read(short[] frame) {
                ticks.await();
                captured.incrementAndGet();
                for (int i = 0; i < frame.length; i++) {
                    frame[i] = (short) (LOUDNESS * Math.sin(2 * Math.PI * hertz * sample++ / Frame.SAMPLE_RATE));
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Speaker openSpeaker() {
        Ticks ticks = new Ticks();
        return new Speaker() {
            @Override
            public void write(short[] frame) {
                ticks.await();
                played(frame);
            }

            @Override
            public void close() {}
        };
    }

    /** Deadlines 20 ms apart. */
    private final class Ticks {
        private long next = pace.nanos();

        void await() {
            next = Math.max(next + Frame.LENGTH.toNanos(), pace.nanos());
            pace.sleepUntil(next);
        }
    }
}
