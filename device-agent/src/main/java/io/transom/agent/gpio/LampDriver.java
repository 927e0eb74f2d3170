package io.transom.agent.gpio;

import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.DigitalOutput;
import io.transom.media.voice.Voice;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a lamp of an output: dark, lit, or 2 Hz in between. */
final class LampDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LampDriver.class);

    /** Half a period of 2 Hz, well below the 3 flashes a second that WCAG 2.3.1 allows. */
    static final Duration HALF_BLINK = Duration.ofMillis(250);

    private final DigitalOutput output;
    private final ScheduledExecutorService blinker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("lamp").daemon().factory());
    private Optional<ScheduledFuture<?>> blinking = Optional.empty();
    private Voice.Lamp shown = Voice.Lamp.DARK;
    private boolean lit;
    private boolean tells = true;
    private boolean closed;

    LampDriver(DigitalOutput output) {
        this.output = output;
    }

    /** The lamp has its new state when this returns: it must not lag behind the microphone. False where it hasn't. */
    synchronized boolean show(Voice.Lamp state) {
        if (closed || state == shown && tells) {
            return tells;
        }
        shown = state;
        blinking.ifPresent(task -> task.cancel(false));
        blinking = Optional.empty();
        switch (state) {
            case DARK -> light(false);
            case STEADY -> light(true);
            case BLINKING -> {
                light(true);
                blinking = Optional.of(blinker.scheduleAtFixedRate(
                        this::blink, HALF_BLINK.toMillis(), HALF_BLINK.toMillis(), TimeUnit.MILLISECONDS));
            }
        }
        return tells;
    }

    private synchronized void blink() {
        if (shown == Voice.Lamp.BLINKING) {
            light(!lit);
        }
    }

    private void light(boolean on) {
        lit = on;
        try {
            if (on) {
                output.on();
            } else {
                output.off();
            }
            tells = true;
        } catch (GpioException | Pi4JException e) {
            tells = false;
            LOG.warn("The lamp at the microphone no longer tells the truth: {}", e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        show(Voice.Lamp.DARK);
        closed = true;
        blinker.shutdownNow();
    }
}
