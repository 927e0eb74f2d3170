package io.transom.agent.gpio;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputBase;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalInputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import com.pi4j.io.gpio.digital.PullResistance;
import java.time.Duration;
import java.util.Optional;

/**
 * Pi4J's digital input on the kernel's character device. Listeners run on the one GPIO thread, in the order in which the
 * edges happened.
 */
final class KernelInputProvider extends DigitalInputProviderBase {
    static final String ID = "transom-kernel-input";
    private final GpioChip chip;
    private final GpioWatcher watcher;

    KernelInputProvider(GpioChip chip, GpioWatcher watcher) {
        super(ID, "digital input on " + chip);
        this.chip = chip;
        this.watcher = watcher;
    }

    @Override
    public DigitalInput create(DigitalInputConfig config) {
        DigitalInput input = new Input(this, config);
        context.registry().add(input); // initializes it
        return input;
    }

    private static final class Input extends DigitalInputBase {
        private final KernelInputProvider owner;
        private volatile DigitalState state = DigitalState.UNKNOWN;
        private Optional<GpioLine> line = Optional.empty();

        Input(KernelInputProvider owner, DigitalInputConfig config) {
            super(owner, config);
            this.owner = owner;
        }

        @Override
        public DigitalInput initialize(Context context) {
            super.initialize(context);
            GpioLine requested = owner.chip.requestInput(
                    config().bcm(), config().id(), bias(config().pull()), debounce(config().debounce()));
            line = Optional.of(requested);
            state = DigitalState.getState(requested.high());
            owner.watcher.watch(requested, edge -> became(DigitalState.getState(edge.high())));
            return this;
        }

        /** The kernel drops its oldest events when nobody reads; the newest is always right, so only changes are told. */
        private void became(DigitalState next) {
            if (next != state) {
                state = next;
                dispatch(new DigitalStateChangeEvent<DigitalInput>(this, next));
            }
        }

        @Override
        public DigitalState state() {
            return state;
        }

        @Override
        public DigitalInput shutdownInternal(Context context) {
            line.ifPresent(owner.watcher::release);
            line = Optional.empty();
            return super.shutdownInternal(context);
        }
    }

    private static GpioChip.Bias bias(PullResistance pull) {
        return switch (pull) {
            case OFF -> GpioChip.Bias.NONE;
            case PULL_UP -> GpioChip.Bias.PULL_UP;
            case PULL_DOWN -> GpioChip.Bias.PULL_DOWN;
        };
    }

    /** Pi4J counts in microseconds, as the kernel does. */
    private static Duration debounce(Long micros) {
        return Duration.ofNanos(Math.multiplyExact(micros, 1_000L));
    }
}
