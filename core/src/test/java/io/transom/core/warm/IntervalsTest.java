package io.transom.core.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {
    /** 0: that end hasn't measured. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 15",
        "0, 600, 15",
        "120, 0, 15",
        "30, 600, 15",
        "120, 600, 60",
        "20, 0, 10",
        "600, 600, 90",
        "4, 600, 5"
    })
    void the_shorter_life_of_the_two_decides(int ours, int theirs, int interval) {
        assertThat(Intervals.between(life(ours), life(theirs))).hasSeconds(interval);
    }

    private static Optional<Duration> life(int seconds) {
        return Optional.of(Duration.ofSeconds(seconds)).filter(Duration::isPositive);
    }
}
