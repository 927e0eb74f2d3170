package io.transom.agent.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeListener;
import com.pi4j.io.gpio.digital.PullResistance;
import io.transom.agent.DoorRelay;
import io.transom.agent.Hardware;
import io.transom.core.Input.LineChanged.Line;
import io.transom.media.voice.Voice;
import io.transom.node.sound.SoundCard;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The intercom on a Raspberry Pi: two contacts and a lamp through Pi4J, sound through whatever card it is given. */
public final class PiHardware implements Hardware {
    private final Context pi4j;
    private final GpioWatcher watcher;
    private final DigitalInput button;
    private final DigitalInput talk;
    private final LampDriver lamp;
    private final SoundCard soundCard;
    private final Optional<DoorRelay> relay;

    private final AtomicBoolean closed = new AtomicBoolean();

    /** Lines that were reported as active; guarded by itself, so that no change is reported twice or out of order. */
    private final Set<Line> active = EnumSet.noneOf(Line.class);

    private PiHardware(
            Context pi4j,
            GpioWatcher watcher,
            DigitalInput button,
            DigitalInput talk,
            DigitalOutput lamp,
            SoundCard soundCard,
            Optional<DoorRelay> relay) {
        this.pi4j = pi4j;
        this.watcher = watcher;
        this.button = button;
        this.talk = talk;
        this.lamp = new LampDriver(lamp);
        this.soundCard = soundCard;
        this.relay = relay;
    }

    /**
     * Takes the lines; the relay's stays with who guards it.
     *
     * @throws GpioException when the chip or a line can't be had; the message says what to do
     */
    public static PiHardware open(PiPins pins, SoundCard soundCard) {
        try (GpioChip chip = GpioChip.find(pins.chips())) {
            GpioWatcher watcher = new GpioWatcher();
            // No detection: which provider drives the pins is written here, not found on the class path.
            Context pi4j = Pi4J.newContextBuilder()
                    .noAutoDetect()
                    .disableShutdownHook()
                    .add(new KernelInputProvider(chip, watcher), new KernelOutputProvider(chip))
                    .build();
            try {
                DigitalInput button = pi4j.create(input(pi4j, "transom-button", pins.button()));
                DigitalInput talk = pi4j.create(input(pi4j, "transom-talk", pins.talk()));
                DigitalOutput lamp = pi4j.create(output(pi4j, "transom-lamp", pins.lamp()));
                Optional<LampDriver> doorLamp =
                        pins.doorLamp().map(pin -> new LampDriver(pi4j.create(output(pi4j, "transom-door-lamp", pin))));
                Optional<DoorRelay> relay = pins.relay()
                        .map(pin -> RelayGuard.open(pin, String.join(",", pins.chips())))
                        .map(guard -> doorLamp.<DoorRelay>map(shown -> new LitRelay(guard, shown))
                                .orElse(guard));
                return new PiHardware(pi4j, watcher, button, talk, lamp, soundCard, relay);
            } catch (RuntimeException e) {
                pi4j.shutdown();
                watcher.close();
                throw explained(e);
            }
        }
    }

    private static DigitalInputConfig input(Context pi4j, String id, PiPins.Contact contact) {
        PullResistance pull = switch (contact.pull()) {
            case NONE -> PullResistance.OFF;
            case PULL_UP -> PullResistance.PULL_UP;
            case PULL_DOWN -> PullResistance.PULL_DOWN;
        };
        return DigitalInput.newConfigBuilder(pi4j)
                .id(id)
                .bcm(contact.bcm())
                .pull(pull)
                .onState(contact.activeLow() ? DigitalState.LOW : DigitalState.HIGH)
                .debounce(contact.debounce().toNanos() / 1_000, TimeUnit.MICROSECONDS)
                .build();
    }

    private static DigitalOutputConfig output(Context pi4j, String id, PiPins.Lamp lamp) {
        DigitalState lit = lamp.activeLow() ? DigitalState.LOW : DigitalState.HIGH;
        DigitalState dark = DigitalState.inverseState(lit);
        return DigitalOutput.newConfigBuilder(pi4j)
                .id(id)
                .bcm(lamp.bcm())
                .onState(lit)
                .initial(dark)
                .shutdown(dark)
                .build();
    }

    /** Pi4J wraps what its providers throw; the sentence for people is inside. */
    private static RuntimeException explained(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof GpioException explained) {
                return explained;
            }
        }
        return e;
    }

    @Override
    public void listen(Listener listener) {
        listen(Line.BUTTON, button, listener);
        listen(Line.TALK, talk, listener);
    }

    private void listen(Line line, DigitalInput input, Listener listener) {
        DigitalStateChangeListener changed = event -> tell(line, input.isOn(), listener);
        input.addListener(changed);
        tell(line, input.isOn(), listener);
    }

    private void tell(Line line, boolean on, Listener listener) {
        synchronized (active) {
            if (on ? active.add(line) : active.remove(line)) {
                listener.changed(line, on);
            }
        }
    }

    @Override
    public boolean lamp(Voice.Lamp state) {
        return lamp.show(state);
    }

    @Override
    public Optional<DoorRelay> relay() {
        return relay;
    }

    @Override
    public SoundCard soundCard() {
        return soundCard;
    }

    /** May be called twice: by whoever ends the program and by the process's end. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lamp.close();
            pi4j.shutdown();
            watcher.close();
        }
    }
}
