package io.transom.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.path.PathEngine.Output.PathLost;
import io.transom.core.path.PathEngine.Output.PathProved;
import io.transom.core.path.TwoHomes.Datagram;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Of two direct paths the faster one, while a call lasts: what goes over the caller's second port takes another time than
 * the rest.
 */
class FasterPathTest {
    /** One way on the path that never changes: a round trip of 100 ms. */
    private static final Duration STEADY = Duration.ofMillis(50);

    private final TwoHomes homes = TwoHomes.ordinary(31);
    private final UdpAddress second = homes.caller.router.attested(1);

    /** Both paths are proved and measured, and are alike; the device's second port, which would make four, is shut. */
    @BeforeEach
    void a_call_with_two_paths() {
        UdpAddress shut = homes.device.router.attested(1);
        homes.swallowed =
                datagram -> datagram.from().equals(shut) || datagram.to().equals(shut);
        homes.delay = STEADY;
        homes.jitter = 0.1;
        homes.call(2).runFor(Duration.ofSeconds(40));
        assertThat(isOnSecond(homes.caller)).isFalse();
        assertThat(isOnSecond(homes.device)).isFalse();
    }

    @Test
    void a_path_that_becomes_clearly_faster_and_stays_so_is_chosen_once() {
        int before = changes();
        second(now -> Duration.ofMillis(20));
        homes.runFor(Duration.ofMinutes(1));
        for (TwoHomes.Home home : List.of(homes.caller, homes.device)) {
            assertThat(isOnSecond(home)).isTrue();
            PathProved chosen = home.all(PathProved.class).getLast();
            assertThat(chosen.because()).isEqualTo("faster");
            assertThat(chosen.path()).isEqualTo(PathClass.DIRECT);
        }
        homes.runFor(Duration.ofMinutes(10));
        assertThat(changes() - before).as("once at each end").isEqualTo(2);
        assertThat(homes.caller.all(PathLost.class)).isEmpty();
    }

    @Test
    void a_path_that_is_faster_for_some_seconds_only_is_not_followed() {
        int before = changes();
        for (int i = 0; i < 10; i++) {
            second(now -> Duration.ofMillis(20));
            homes.runFor(Duration.ofSeconds(8));
            second(now -> STEADY);
            homes.runFor(Duration.ofSeconds(60));
        }
        assertThat(changes()).isEqualTo(before);
    }

    @Test
    void a_path_that_is_a_little_faster_is_not_worth_a_change() {
        int before = changes();
        second(now -> Duration.ofMillis(40));
        homes.runFor(Duration.ofMinutes(10));
        assertThat(changes()).isEqualTo(before);
    }

    /** Now much faster than the other and now slower, by minutes: it is left for the other only where that is worth it. */
    @Test
    void round_trips_that_swing_about_the_threshold_do_not_make_the_sound_flap() {
        int before = changes();
        Moment since = homes.now;
        Duration half = Duration.ofSeconds(90);
        second(now -> now.since(since).dividedBy(half) % 2 == 0 ? Duration.ofMillis(27) : Duration.ofMillis(61));
        homes.runFor(Duration.ofMinutes(30));
        assertThat(homes.caller.all(PathProved.class))
                .as("it was worth a change in its good minutes")
                .anyMatch(proved -> proved.because().equals("faster"));
        assertThat(changes() - before).as("20 swings, once at each end").isEqualTo(2);
    }

    private void second(Function<Moment, Duration> leg) {
        homes.leg = datagram -> isOverSecond(datagram) ? leg.apply(homes.now) : STEADY;
    }

    private boolean isOverSecond(Datagram datagram) {
        return datagram.from().equals(second) || datagram.to().equals(second);
    }

    private boolean isOnSecond(TwoHomes.Home home) {
        Way.Direct way = (Way.Direct) home.engine.way().orElseThrow();
        return home.caller ? way.socket() == 1 : way.remote().equals(second);
    }

    /** How often either end has taken another path. */
    private int changes() {
        return homes.caller.all(PathProved.class).size()
                + homes.device.all(PathProved.class).size();
    }
}
