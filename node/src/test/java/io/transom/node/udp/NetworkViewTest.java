package io.transom.node.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.node.time.Pace;
import io.transom.node.udp.NetworkWatch.Change;
import io.transom.wire.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class NetworkViewTest {
    private static final List<IpAddress> HOME = List.of(IpAddress.of(192, 168, 1, 2));
    private static final List<IpAddress> CAFE = List.of(IpAddress.of(10, 0, 0, 7));
    private static final List<IpAddress> NOWHERE = List.of();

    private final Instant begin = Instant.ofEpochSecond(1_000_000);
    private final NetworkView view = new NetworkView(HOME, 0, begin);
    private double seconds;
    private double asleep;

    private Optional<Change> after(double awakeSeconds, List<IpAddress> addresses) {
        seconds += awakeSeconds;
        return view.look(addresses, (long) (seconds * 1e9), begin.plusMillis((long) ((seconds + asleep) * 1e3)));
    }

    @Test
    void another_address_is_told_once() {
        assertThat(after(2, HOME)).isEmpty();
        assertThat(after(2, CAFE)).contains(Change.MOVED);
        assertThat(after(2, CAFE)).isEmpty();
    }

    @Test
    void being_nowhere_is_not_told_but_coming_back_is_to_the_same_address_too() {
        assertThat(after(2, NOWHERE)).isEmpty();
        assertThat(after(2, NOWHERE)).isEmpty();
        assertThat(after(2, HOME)).contains(Change.MOVED);
        assertThat(after(2, HOME)).isEmpty();
    }

    @Test
    void a_wall_clock_that_has_run_ahead_means_sleep_and_one_that_was_set_back_means_nothing() {
        asleep = 4;
        assertThat(after(2, HOME)).as("corrected by 4 s").isEmpty();
        asleep = 3_604;
        assertThat(after(2, HOME)).contains(Change.SLEPT);
        assertThat(after(2, HOME)).isEmpty();
        asleep = 0;
        assertThat(after(2, HOME)).isEmpty();
    }

    @Test
    void who_has_not_looked_for_long_has_slept_whatever_the_clocks_say() {
        assertThat(after(19, HOME)).isEmpty();
        assertThat(after(21, CAFE)).contains(Change.SLEPT);
    }

    @Test
    void what_cannot_be_reached_makes_it_look_at_once() throws Exception {
        BlockingQueue<Change> told = new LinkedBlockingQueue<>();
        BlockingQueue<List<IpAddress>> looks = new LinkedBlockingQueue<>(List.of(HOME, CAFE));
        try (NetworkWatch watch =
                NetworkWatch.start(() -> Optional.ofNullable(looks.poll()).orElse(CAFE), Pace.system(), told::add)) {
            long began = System.nanoTime();
            watch.lookSoon();
            assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo(Change.MOVED);
            assertThat(System.nanoTime() - began).isLessThan(1_500_000_000L);
        }
    }
}
