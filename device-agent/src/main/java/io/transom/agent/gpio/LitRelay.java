package io.transom.agent.gpio;

import io.transom.agent.DoorRelay;
import io.transom.media.voice.Voice;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A relay with a lamp that blinks as long as a pulse lasts. The microphone's lamp is another one: it tells nothing else. */
final class LitRelay implements DoorRelay {
    private final DoorRelay relay;
    private final LampDriver lamp;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("door-lamp").daemon().factory());

    LitRelay(DoorRelay relay, LampDriver lamp) {
        this.relay = relay;
        this.lamp = lamp;
    }

    @Override
    public void pulse(Duration length) throws IOException {
        relay.pulse(length);
        lamp.show(Voice.Lamp.BLINKING);
        clock.schedule(() -> lamp.show(Voice.Lamp.DARK), length.toMillis(), TimeUnit.MILLISECONDS);
    }
}
