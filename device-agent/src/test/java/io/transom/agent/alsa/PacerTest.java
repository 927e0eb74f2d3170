package io.transom.agent.alsa;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.node.time.Pace;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long MILLI = 1_000_000;

    /** A clock that a test moves and that remembers how long it was slept on. */
    private static final class Clock implements Pace {
        private long now;
        private long slept;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleepUntil(long deadline) {
            if (deadline > now) {
                slept += deadline - now;
                now = deadline;
            }
        }
    }

    private final Clock clock = new Clock();
    private final Pacer pacer = new Pacer(1_920, clock);

    @Test
    void a_card_with_its_own_clock_is_left_alone_for_hours() {
        for (int frame = 0; frame < 500_000; frame++) {
            clock.now += 20 * MILLI - 4_000; // 200 ppm fast: two seconds in all
            pacer.frameDone();
        }
        assertThat(clock.slept).isZero();
    }

    @Test
    void a_full_buffer_after_a_pause_is_no_reason_to_slow_down() {
        for (int frame = 0; frame < 1_000; frame++) {
            clock.now += frame % 9 == 0 ? 60 * MILLI : frame % 9 < 3 ? 0 : 20 * MILLI;
            pacer.frameDone();
        }
        assertThat(clock.slept).isZero();
    }

    @Test
    void a_card_that_takes_everything_at_once_is_paced() {
        for (int frame = 0; frame < 109; frame++) {
            pacer.frameDone();
        }
        assertThat(clock.now).isEqualTo(100 * 20 * MILLI);
    }

    @Test
    void being_late_is_not_made_up_for_by_a_burst() {
        for (int frame = 0; frame < 20; frame++) {
            pacer.frameDone();
        }
        clock.now += 1_000 * MILLI;
        pacer.frameDone();
        long before = clock.now;
        pacer.frameDone();
        pacer.frameDone();
        assertThat(clock.now - before).isEqualTo(40 * MILLI);
    }
}
