package io.transom.agent;

import io.transom.media.Frame;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sound card whose speaker also plays the door's tone: over the call's sound where there is a call, else by itself. A
 * card may let only one play at a time, so the tone's own stream is closed before a call's is opened, and the call goes on
 * with what is left of it.
 */
final class TonedSoundCard implements SoundCard {
    private static final Logger LOG = LoggerFactory.getLogger(TonedSoundCard.class);
    /** A speaker's buffer of 40 ms and one frame more, so that closing it cuts nothing off. */
    private static final int SILENT_FRAMES_BEHIND = 3;
    /** One frame and a slow card: a call never waits longer for a tone. */
    private static final long HAND_OVER_MILLIS = 200;

    private final SoundCard card;
    private int sounded = ReleaseTone.LENGTH;
    private int calls;
    private boolean alone;

    TonedSoundCard(SoundCard card) {
        this.card = card;
    }

    /** Plays the tone, from its beginning. Returns at once. */
    synchronized void ring() {
        sounded = 0;
        playAloneIfNeeded();
    }

    private synchronized void playAloneIfNeeded() {
        if (isSounding() && calls == 0 && !alone) {
            alone = true;
            Thread.ofPlatform().daemon().name("door-tone").start(this::playAlone);
        }
    }

    @Override
    public Microphone openMicrophone() throws IOException {
        return card.openMicrophone();
    }

    @Override
    public boolean hasMicrophone() {
        return card.hasMicrophone();
    }

    @Override
    public Speaker openSpeaker() throws IOException {
        beginCall();
        try {
            return new Mixing(card.openSpeaker());
        } catch (IOException | RuntimeException e) {
            endCall();
            throw e;
        }
    }

    private synchronized void beginCall() {
        calls++;
        long until = System.nanoTime() + HAND_OVER_MILLIS * 1_000_000;
        boolean interrupted = false;
        while (alone && System.nanoTime() < until) {
            try {
                wait(HAND_OVER_MILLIS / 10);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever opens the door often hangs up at once: the visitor hears the rest all the same. */
    private synchronized void endCall() {
        calls--;
        playAloneIfNeeded();
    }

    private synchronized short[] mixed(short[] frame) {
        if (sounded >= ReleaseTone.LENGTH) {
            return frame;
        }
        short[] mixed = ReleaseTone.over(frame, sounded);
        sounded += frame.length;
        return mixed;
    }

    private void playAlone() {
        short[] silence = new short[Frame.SAMPLES];
        try (Speaker speaker = card.openSpeaker()) {
            int behind = 0;
            while (wantsMore(behind)) {
                behind = isSounding() ? 0 : behind + 1;
                speaker.write(mixed(silence));
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The door's tone can't be played: {}", e.getMessage());
        } finally {
            left();
        }
    }

    private synchronized boolean isSounding() {
        return sounded < ReleaseTone.LENGTH;
    }

    private synchronized boolean wantsMore(int behind) {
        return calls == 0 && (isSounding() || behind < SILENT_FRAMES_BEHIND);
    }

    private synchronized void left() {
        alone = false;
        if (calls == 0) {
            // What could not be played isn't heard with a later call, when no door opens.
            sounded = ReleaseTone.LENGTH;
        }
        notifyAll();
    }

    private final class Mixing implements Speaker {
        private final Speaker speaker;
        private boolean open = true;

        Mixing(Speaker speaker) {
            this.speaker = speaker;
        }

        @Override
        public void write(short[] frame) throws IOException {
            speaker.write(mixed(frame));
        }

        @Override
        public void close() {
            speaker.close();
            if (open) {
                open = false;
                endCall();
            }
        }
    }
}
