package io.transom.bench.call;

import io.transom.media.Frame;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;

/** Somebody hums into the microphone without end; what is played goes nowhere. Both are paced by the clock. */
final class SoundOfTests implements SoundCard {
    static final int LOUDEST = 8_000;
    private static final double HERTZ = 440;

    /** Told when something happens at this microphone, and when. */
    interface Watcher {
        void on(Step step, long monotonicNanos);
    }

    private final Watcher watcher;

    SoundOfTests(Watcher watcher) {
        this.watcher = watcher;
    }

    /** One that nobody watches. */
    SoundOfTests() {
        this((step, monotonicNanos) -> {});
    }

    @Override
    public Microphone openMicrophone() {
        watcher.on(Step.MICROPHONE, System.nanoTime());
        return new Humming();
    }

    @Override
    public Speaker openSpeaker() {
        return new Nowhere();
    }

    private final class Humming implements Microphone {
        private final Ticks ticks = new Ticks();
        private long sample;

        @Override
        public void read(short[] frame) {
            for (int i = 0; i < frame.length; i++) {
                frame[i] = (short) (LOUDEST * Math.sin(2 * Math.PI * HERTZ * sample++ / Frame.SAMPLE_RATE));
            }
            ticks.await();
            watcher.on(Step.CAPTURED, System.nanoTime());
        }

        @Override
        public void close() {}
    }

    private static final class Nowhere implements Speaker {
        private final Ticks ticks = new Ticks();

        @Override
        public void write(short[] frame) {
            ticks.await();
        }

        @Override
        public void close() {}
    }
}
