package io.transom.lab.matrix;

import io.transom.media.Frame;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.time.Pace;

/** A sound card in a room that hums for ever: there is sound to send at once, and nobody listens. */
public final class HummingRoom implements SoundCard {
    private static final double HERTZ = 220;
    private static final double LOUDNESS = 3_000;

    private final Pace pace = Pace.system();

    @Override
    public Microphone openMicrophone() {
        return new Humming();
    }

    @Override
    public Speaker openSpeaker() {
        return new Deaf();
    }

    /** Deadlines 20 ms apart. */
    private final class Ticks {
        private long next = pace.nanos();

        void await() {
            // After a stall it goes on from now, as a device would.
            next = Math.max(next + Frame.LENGTH.toNanos(), pace.nanos());
            pace.sleepUntil(next);
        }
    }

    private final class Humming implements Microphone {
        private final Ticks ticks = new Ticks();
        private long sample;

        @Override
        public void read(short[] frame) {
            ticks.await();
            for (int i = 0; i < frame.length; i++) {
                frame[i] = (short) (LOUDNESS * Math.sin(2 * Math.PI * HERTZ * sample++ / Frame.SAMPLE_RATE));
            }
        }

        @Override
        public void close() {}
    }

    private final class Deaf implements Speaker {
        private final Ticks ticks = new Ticks();

        @Override
        public void write(short[] frame) {
            ticks.await();
        }

        @Override
        public void close() {}
    }
}
