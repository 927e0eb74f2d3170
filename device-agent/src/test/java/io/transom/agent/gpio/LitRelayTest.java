package io.transom.agent.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.pi4j.io.gpio.digital.DigitalOutput;
import io.transom.agent.DoorRelay;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lamp at a door that opens. */
@Timeout(20)
class LitRelayTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMillis(1_400);

    private final BlockingQueue<String> pin = new LinkedBlockingQueue<>();
    private final List<Duration> pulses = new ArrayList<>();
    private final LampDriver lamp = new LampDriver(recording());

    @AfterEach
    void end() {
        lamp.close();
    }

    /** The pin that Pi4J drives: what it is told, in order. */
    private DigitalOutput recording() {
        return (DigitalOutput) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DigitalOutput.class}, (output, method, arguments) -> {
                    pin.add(method.getName());
                    return output;
                });
    }

    private String next() throws InterruptedException {
        return String.valueOf(pin.poll(5, TimeUnit.SECONDS));
    }

    private boolean moved(Duration length) {
        return pulses.add(length);
    }

    @Test
    void it_is_lit_at_once_when_the_relay_moves_and_dark_when_the_pulse_is_over() throws Exception {
        DoorRelay relay = new LitRelay(this::moved, lamp);
        relay.pulse(SHORT);
        assertThat(pulses).containsExactly(SHORT);
        assertThat(next()).isEqualTo("on");
        assertThat(next()).isEqualTo("off");
        assertThat(pin.poll(600, TimeUnit.MILLISECONDS)).as("it stays dark").isNull();
    }

    @Test
    void it_blinks_while_the_pulse_lasts() throws Exception {
        new LitRelay(this::moved, lamp).pulse(LONG);
        for (String state : List.of("on", "off", "on", "off")) {
            assertThat(next()).isEqualTo(state);
        }
    }

    @Test
    void it_stays_dark_where_the_relay_has_not_moved() {
        DoorRelay relay = new LitRelay(
                length -> {
                    throw new IOException("no relay");
                },
                lamp);
        assertThatThrownBy(() -> relay.pulse(SHORT)).isInstanceOf(IOException.class);
        assertThat(pin).isEmpty();
    }

    @Test
    void the_end_of_one_pulse_does_not_darken_the_next_one() throws Exception {
        DoorRelay relay = new LitRelay(this::moved, lamp);
        relay.pulse(SHORT);
        relay.pulse(LONG);
        assertThat(next()).isEqualTo("on");
        assertThat(next()).isEqualTo("off");
        assertThat(next()).as("it blinks on").isEqualTo("on");
    }
}
