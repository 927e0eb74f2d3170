package io.transom.agent.simulated;

import io.transom.agent.DoorRelay;
import io.transom.agent.Hardware;
import io.transom.core.Input.LineChanged.Line;
import io.transom.media.voice.Voice;
import io.transom.node.sound.SoundCard;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A Raspberry Pi's pins without the Pi. Its clock stands still until {@link #start}. */
public final class SimulatedPi implements Hardware {
    private final PinScript script;
    private final SoundCard soundCard;

    /** Plays the script and calls the listener: all that happens to a line happens here, in order. */
    private final ScheduledExecutorService door = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("simulated-pi").daemon().factory());

    private final Set<Line> pressed = EnumSet.noneOf(Line.class);
    private Optional<Listener> listener = Optional.empty();
    private volatile Voice.Lamp lamp = Voice.Lamp.DARK;
    private volatile boolean started;
    private final AtomicInteger pulses = new AtomicInteger();
    private volatile long releasedUntil = System.nanoTime();

    public SimulatedPi(PinScript script, SoundCard soundCard) {
        this.script = script;
        this.soundCard = soundCard;
    }

    /** Starts the script's clock: call it when the intercom is ready to be used. Only the first call counts. */
    public synchronized void start() {
        if (started) {
            return;
        }
        started = true;
        long zero = System.nanoTime();
        for (PinScript.Step step : script.steps()) {
            long wait = step.at().toNanos() - (System.nanoTime() - zero);
            door.schedule(() -> move(step.line(), step.press()), Math.max(0, wait), TimeUnit.NANOSECONDS);
        }
    }

    /** Somebody presses, now. */
    public void press(Line line) {
        run(() -> move(line, true));
    }

    /** Somebody lets go, now. */
    public void release(Line line) {
        run(() -> move(line, false));
    }

    @Override
    public void listen(Listener newListener) {
        run(() -> {
            listener = Optional.of(newListener);
            pressed.forEach(line -> newListener.changed(line, true));
        });
    }

    @Override
    public boolean lamp(Voice.Lamp state) {
        lamp = state;
        return true;
    }

    /** What the lamp shows; {@code BLINKING} is a state of its own here, it does not flicker. */
    public Voice.Lamp lamp() {
        return lamp;
    }

    @Override
    public Optional<DoorRelay> relay() {
        return Optional.of(length -> {
            releasedUntil = System.nanoTime() + length.toNanos();
            pulses.incrementAndGet();
        });
    }

    /** How often the door's relay has been pulsed. */
    public int pulses() {
        return pulses.get();
    }

    /** Whether the door's relay is held now. */
    public boolean released() {
        return System.nanoTime() - releasedUntil < 0;
    }

    @Override
    public SoundCard soundCard() {
        return soundCard;
    }

    @Override
    public void close() {
        door.shutdownNow();
        lamp = Voice.Lamp.DARK;
    }

    /** A finger that presses what is still pressed has let go before. */
    private void move(Line line, boolean press) {
        if (press && pressed.contains(line)) {
            pressed.remove(line);
            listener.ifPresent(l -> l.changed(line, false));
        }
        boolean changed = press ? pressed.add(line) : pressed.remove(line);
        if (changed) {
            listener.ifPresent(l -> l.changed(line, press));
        }
    }

    private void run(Runnable step) {
        try {
            door.execute(step);
        } catch (RejectedExecutionException closed) {
            // Nobody is at a door that has been taken away.
        }
    }
}
