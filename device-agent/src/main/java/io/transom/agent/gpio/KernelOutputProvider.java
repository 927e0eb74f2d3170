package io.transom.agent.gpio;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputBase;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import java.util.Optional;

/** Pi4J's digital output on the kernel's character device. It starts at its configured level, without a flash before it. */
final class KernelOutputProvider extends DigitalOutputProviderBase {
    static final String ID = "transom-kernel-output";
    private final GpioChip chip;

    KernelOutputProvider(GpioChip chip) {
        super(ID, "digital output on " + chip);
        this.chip = chip;
    }

    @Override
    public DigitalOutput create(DigitalOutputConfig config) {
        DigitalOutput output = new Output(this, config);
        context.registry().add(output); // initializes it
        return output;
    }

    private static final class Output extends DigitalOutputBase {
        private final KernelOutputProvider owner;
        private Optional<GpioLine> line = Optional.empty();

        Output(KernelOutputProvider owner, DigitalOutputConfig config) {
            super(owner, config);
            this.owner = owner;
        }

        @Override
        public DigitalOutput initialize(Context context) {
            boolean high = config().initialState() == DigitalState.HIGH;
            line = Optional.of(owner.chip.requestOutput(config().bcm(), config().id(), high));
            return super.initialize(context); // sets the initial state
        }

        @Override
        public DigitalOutput state(DigitalState next) {
            line.ifPresent(l -> l.drive(next == DigitalState.HIGH));
            return super.state(next);
        }

        @Override
        public DigitalOutput shutdownInternal(Context context) {
            try {
                return super.shutdownInternal(context); // sets the shutdown state
            } finally {
                line.ifPresent(GpioLine::close);
                line = Optional.empty();
            }
        }
    }
}
