package io.transom.core.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.household.WallClock.Reading;
import io.transom.wire.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A time that was believed once never comes again. */
class WallClockTest {
    private static final long NOW = 1_790_000_000L;
    private static final long YEAR = 365 * 24 * 3_600L;
    private static final Moment START = new Moment(7_000_000_000L);

    /** The household was made an hour ago. */
    private static final long RECORDS = NOW - 3_600;

    private static Moment after(long seconds) {
        return START.plus(Duration.ofSeconds(seconds));
    }

    private static void read(WallClock clock, long seconds, long after) {
        clock.read(seconds, true, RECORDS, after(after));
    }

    private static long known(WallClock clock, long after) {
        return ((Reading.Known) clock.at(after(after), RECORDS)).seconds();
    }

    @Test
    void a_clock_that_is_set_back_while_the_program_runs_changes_nothing() {
        WallClock clock = new WallClock(0);
        read(clock, NOW, 0);
        read(clock, NOW - 1_800, 60);
        assertThat(known(clock, 60)).isEqualTo(NOW + 60);
        read(clock, NOW + 121, 120);
        assertThat(known(clock, 120)).as("right again").isEqualTo(NOW + 121);
    }

    @Test
    void a_clock_that_is_behind_what_was_remembered_is_believed_by_nobody() {
        WallClock clock = new WallClock(NOW);
        read(clock, NOW - 1_800, 0);
        assertThat(clock.at(START, RECORDS))
                .isEqualTo(new Reading.Unknown("this machine's clock is behind the time that it has told before"));
        assertThat(clock.sure(after(60))).as("no clock agrees with it").isEqualTo(NOW);
        read(clock, NOW + 90, 60);
        assertThat(known(clock, 60)).isEqualTo(NOW + 90);
    }

    @Test
    void a_clock_that_is_kept_standing_still_by_small_steps_is_followed_two_minutes() {
        WallClock clock = new WallClock(0);
        for (int minute = 0; minute <= 600; minute++) {
            read(clock, NOW, 60L * minute);
        }
        assertThat(known(clock, 36_000)).isBetween(NOW + 36_000 - 130, NOW + 36_000);
    }

    @Test
    void our_own_monotonic_clock_may_be_the_faster_one() {
        WallClock clock = new WallClock(0);
        long after = 0;
        for (; after < 90 * 24 * 3_600L; after += 600) {
            read(clock, NOW + after - after / 10_000, after);
        }
        after -= 600;
        assertThat(known(clock, after)).isEqualTo(NOW + after - after / 10_000);
    }

    @Test
    void a_clock_far_ahead_is_believed_and_not_held_against_the_right_one_that_follows() {
        WallClock clock = new WallClock(0);
        read(clock, NOW, 0);
        read(clock, NOW + 10 * YEAR, 60);
        assertThat(known(clock, 60)).isEqualTo(NOW + 10 * YEAR);
        read(clock, NOW + 600, 600);
        assertThat(known(clock, 600)).isEqualTo(NOW + 600);
        assertThat(clock.sure(after(600))).isEqualTo(NOW + 600);
    }

    @Test
    void a_clock_that_has_kept_to_a_time_far_ahead_for_an_hour_has_told_it_for_good() {
        WallClock clock = new WallClock(NOW);
        for (int minute = 0; minute <= 59; minute++) {
            read(clock, NOW + 3 * YEAR + 60L * minute, 60L * minute);
        }
        assertThat(clock.sure(after(3_540))).isEqualTo(NOW);
        read(clock, NOW + 3 * YEAR + 3_600, 3_600);
        assertThat(clock.sure(after(3_600))).isEqualTo(NOW + 3 * YEAR + 3_600);
        read(clock, NOW + 3_660, 3_660);
        assertThat(known(clock, 3_660)).isEqualTo(NOW + 3 * YEAR + 3_660);
    }

    @Test
    void a_right_clock_catches_up_with_what_was_remembered_wrongly() {
        WallClock clock = new WallClock(NOW + 7_200);
        for (int minute = 0; minute < 118; minute++) {
            read(clock, NOW + 60L * minute, 60L * minute);
            assertThat(clock.at(after(60L * minute), RECORDS)).isInstanceOf(Reading.Unknown.class);
        }
        read(clock, NOW + 60 * 119, 60 * 119);
        assertThat(known(clock, 60 * 119)).isEqualTo(NOW + 60 * 119);
    }

    @Test
    void an_owner_whose_clock_is_ahead_makes_nothing_sure() {
        WallClock clock = new WallClock(0);
        clock.read(NOW, true, NOW + 7_200, START);
        assertThat(clock.sure(START)).isEqualTo(NOW);
        assertThat(clock.at(START, NOW + 7_200)).isInstanceOf(Reading.Unknown.class);
        clock.read(NOW + 7_200, true, NOW + 7_200, after(7_200));
        assertThat(clock.at(after(7_200), NOW + 7_200)).isEqualTo(new Reading.Known(NOW + 7_200));
    }

    @Test
    void one_wrong_reading_less_than_a_day_ahead_passes_and_a_staircase_of_them_leads_nowhere() {
        WallClock clock = new WallClock(0);
        read(clock, NOW, 0);
        for (int hours = 23; hours < 23 * 20; hours += 23) {
            read(clock, NOW + 3_600L * hours, hours);
        }
        read(clock, NOW + 600, 600);
        assertThat(known(clock, 600)).isEqualTo(NOW + 600);
        assertThat(clock.sure(after(600))).isEqualTo(NOW + 600);
    }

    @Test
    void a_lie_that_is_told_now_and_then_is_never_sure() {
        WallClock clock = new WallClock(0);
        read(clock, NOW, 0);
        for (int minute = 1; minute <= 600; minute++) {
            read(clock, minute % 30 == 0 ? NOW + 60L * minute : NOW + YEAR + 60L * minute, 60L * minute);
        }
        assertThat(clock.sure(after(36_000))).isEqualTo(NOW + 36_000);
    }
}
