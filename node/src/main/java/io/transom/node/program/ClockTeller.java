package io.transom.node.program;

import io.transom.core.Input;
import io.transom.node.time.MachineClock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells an endpoint what time it is: at once, and every minute, for a clock may be set late. */
public final class ClockTeller implements AutoCloseable {
    private static final long EVERY_SECONDS = 60;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("clock").factory());

    private ClockTeller() {}

    /** What the kernel says. */
    public static Input.ClockRead ofThisMachine() {
        return new Input.ClockRead(MachineClock.seconds(), MachineClock.isSynchronised());
    }

    public static ClockTeller start(Supplier<Input.ClockRead> clock, Consumer<Input> endpoint) {
        ClockTeller teller = new ClockTeller();
        teller.timer.scheduleAtFixedRate(() -> endpoint.accept(clock.get()), 0, EVERY_SECONDS, TimeUnit.SECONDS);
        return teller;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
