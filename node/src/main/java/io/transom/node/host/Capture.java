package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.media.Frame;
import io.transom.media.voice.Voice;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The thread that has the microphone open while it is wanted, and the lamp lit for exactly as long: one that can't be lit
 * keeps the microphone closed, and one that fails closes it before anything of that frame has left.
 *
 * <p>It shares the monitor of whoever wants the sound, and takes it itself; who calls it holds it, but for {@link #start} and
 * {@link #end}.
 */
final class Capture {
    /** A sound card that was unplugged may come back, and a lamp may be mended. */
    static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    static final long JOIN_MILLIS = 200;

    /** Who wants the sound. Asked with the monitor held. */
    interface Wanting {
        boolean wantsMicrophone();

        /** What the lamp has to show now. */
        Voice.Lamp lamp();

        /** Before each frame is read. */
        void before(Microphone microphone);

        /** A frame was read; returns what is to be done with it once the monitor is free again. */
        Runnable take(short[] frame);
    }

    private final Object monitor;
    private final Wanting wanting;
    private final SoundCard card;
    private final Pace pace;
    private final Consumer<String> trouble;
    private final ShownLamp lamp;
    private final Thread thread;
    private boolean stopped;

    /** {@code trouble} is told what keeps the microphone closed, in words. */
    Capture(
            String name,
            Object monitor,
            Wanting wanting,
            SoundCard card,
            Pace pace,
            ShownLamp lamp,
            Consumer<String> trouble) {
        this.monitor = monitor;
        this.wanting = wanting;
        this.card = card;
        this.pace = pace;
        this.lamp = lamp;
        this.trouble = trouble;
        this.thread = onTime(name, this::untilStopped);
    }

    /** A thread that must wake on time while others compute. */
    static Thread onTime(String name, Runnable body) {
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(body);
        thread.setPriority(Thread.MAX_PRIORITY);
        return thread;
    }

    /** What the core says, as the voice knows it. */
    static Voice.MicrophoneMode mode(Effect.SetMicrophone.Microphone wanted) {
        return switch (wanted) {
            case CLOSED -> Voice.MicrophoneMode.CLOSED;
            case PRE_ROLL -> Voice.MicrophoneMode.PRE_ROLL;
            case OPEN -> Voice.MicrophoneMode.OPEN;
        };
    }

    void start() {
        thread.start();
    }

    /** What is wanted may be something else now. */
    void changed() {
        lamp.show(wanting.lamp());
        monitor.notifyAll();
    }

    /** Nothing more is taken, and the lamp is dark. */
    void stop() {
        stopped = true;
        lamp.show(Voice.Lamp.DARK);
        monitor.notifyAll();
    }

    boolean isStopped() {
        return stopped;
    }

    /** After {@link #stop}: returns when the microphone is free, or has not become so in time. */
    void end() {
        thread.interrupt();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilStopped() {
        while (awaitWanted()) {
            Optional<String> failure = lampIsLit() ? openOnce() : Optional.of(ShownLamp.TROUBLE);
            failure.ifPresent(this::failed);
        }
    }

    private boolean awaitWanted() {
        synchronized (monitor) {
            try {
                while (!stopped && !wanting.wantsMicrophone()) {
                    monitor.wait();
                }
            } catch (InterruptedException e) {
                // Only who stops it interrupts it.
            }
            return !stopped;
        }
    }

    private boolean lampIsLit() {
        synchronized (monitor) {
            return !stopped && lamp.opens(wanting.lamp());
        }
    }

    /** Why it was closed, where nobody wanted that. */
    private Optional<String> openOnce() {
        try (Microphone microphone = card.openMicrophone()) {
            listen(microphone);
            return Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.of("the microphone failed (" + e.getMessage() + ")");
        } finally {
            synchronized (monitor) {
                lamp.closed();
            }
        }
    }

    private void listen(Microphone microphone) throws IOException {
        short[] frame = new short[Frame.SAMPLES];
        while (stillWanted(microphone)) {
            microphone.read(frame);
            Runnable then;
            synchronized (monitor) {
                if (stopped) {
                    return;
                }
                then = wanting.take(frame);
                if (!lamp.show(wanting.lamp())) {
                    return;
                }
            }
            then.run();
        }
    }

    private boolean stillWanted(Microphone microphone) {
        synchronized (monitor) {
            if (stopped || !wanting.wantsMicrophone() || !lamp.tells()) {
                return false;
            }
            wanting.before(microphone);
            return true;
        }
    }

    private void failed(String why) {
        synchronized (monitor) {
            if (stopped) {
                return;
            }
        }
        trouble.accept(why);
        pace.sleepUntil(pace.nanos() + TRY_AGAIN.toNanos());
    }
}
