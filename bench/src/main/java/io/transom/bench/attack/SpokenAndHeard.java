package io.transom.bench.attack;

import io.transom.bench.call.Ticks;
import io.transom.media.Frame;
import io.transom.media.measure.Listening;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import java.util.Arrays;

/** A sentence is said once in each call, and what is played is kept. Both are paced by the clock. */
final class SpokenAndHeard implements SoundCard {
    /** 48 kHz mono. */
    private final short[] said;
    /** Longer than any call here; what comes later isn't kept. */
    private final short[] heard;

    private int saidUntil;
    private int heardUntil;
    private boolean talking;

    SpokenAndHeard(short[] said) {
        this.said = said;
        this.heard = new short[said.length + 20 * Frame.SAMPLE_RATE];
    }

    /** A call begins: nothing was said, nothing heard. */
    synchronized void begin() {
        saidUntil = 0;
        heardUntil = 0;
        talking = false;
    }

    synchronized boolean isOver() {
        return saidUntil >= said.length;
    }

    /** What was heard here of what was said at {@code other}. */
    Listening listen(SpokenAndHeard other) {
        return Listening.of(other.said, recording());
    }

    private synchronized short[] recording() {
        return Arrays.copyOf(heard, heardUntil);
    }

    private synchronized void begins() {
        talking = true;
    }

    private synchronized void say(short[] frame) {
        Arrays.fill(frame, (short) 0);
        if (talking && saidUntil < said.length) {
            int length = Math.min(frame.length, said.length - saidUntil);
            System.arraycopy(said, saidUntil, frame, 0, length);
            saidUntil += length;
        }
    }

    private synchronized void hear(short[] frame) {
        int length = Math.min(frame.length, heard.length - heardUntil);
        System.arraycopy(frame, 0, heard, heardUntil, length);
        heardUntil += length;
    }

    @Override
    public Microphone openMicrophone() {
        return new Microphone() {
            private final Ticks ticks = new Ticks();

            @Override
            public void read(short[] frame) {
                say(frame);
                ticks.await();
            }

            @Override
            public void talkBegins() {
                begins();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Speaker openSpeaker() {
        return new Speaker() {
            private final Ticks ticks = new Ticks();

            @Override
            public void write(short[] frame) {
                hear(frame);
                ticks.await();
            }

            @Override
            public void close() {}
        };
    }
}
