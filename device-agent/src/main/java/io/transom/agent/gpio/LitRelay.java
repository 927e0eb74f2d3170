package io.transom.agent.gpio;

import io.transom.agent.DoorRelay;
import io.transom.media.voice.Voice;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A relay with a lamp that blinks as long as a pulse lasts. The microphone's lamp is another one: it tells nothing else. */
final class LitRelay implements DoorRelay {
    private final DoorRelay relay;
    private final LampDriver lamp;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("door-lamp").daemon().factory());

    private Optional<ScheduledFuture<?>> end = Optional.empty();

    LitRelay(DoorRelay relay, LampDriver lamp) {
        this.relay = relay;
        this.lamp = lamp;
    }

    @Override
    public synchronized void pulse(Duration length) throws IOException {
        relay.pulse(length);
        // The pulse before may be over by the relay's clock, and not by ours: its end isn't this one's.
        end.ifPresent(before -> before.cancel(false));
        lamp.show(Voice.Lamp.BLINKING);
        end = Optional.of(clock.schedule(() -> lamp.show(Voice.Lamp.DARK), length.toMillis(), TimeUnit.MILLISECONDS));
    }
}
