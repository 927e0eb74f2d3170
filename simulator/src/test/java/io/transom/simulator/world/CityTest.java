package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.world.City.Comeback;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Everybody comes back at once: jittered, bounded retries. {@code -Dtransom.simulator.homes=10000} takes minutes. */
class CityTest {
    private static final int HOMES = Integer.getInteger("transom.simulator.homes", 300);
    /** One core that judges all of them in three seconds: 300 µs each for ten thousand homes. */
    private static final Duration EACH_LOGIN = Duration.ofSeconds(3).dividedBy(HOMES);
    /** The longest backoff, then the queue, then six legs. */
    private static final Duration LONGEST = Duration.ofSeconds(36);

    @Test
    void a_city_comes_back_after_a_restart_an_absence_and_a_blackout_without_a_stampede() {
        City city = new City(HOMES, 1, EACH_LOGIN);
        city.settle(Duration.ofMinutes(1));
        check(city.managerAbsent(Duration.ofMillis(300), LONGEST), 0.45);
        check(city.managerAbsent(Duration.ofMinutes(2), LONGEST), 0.15);
        // Small computers of one kind boot in about the same time, and nobody tells them to wait.
        check(city.blackout(Duration.ofSeconds(2), LONGEST), 0.60);
    }

    private static void check(Comeback comeback, double share) {
        System.out.println(HOMES + " homes: " + comeback);
        assertThat(comeback.peak()).isLessThan((int) (HOMES * share));
        assertThat(comeback.logins()).as("nobody logs in in vain").isLessThan((int) (HOMES * 1.1));
        assertThat(comeback.took()).isLessThan(LONGEST);
    }
}
