package io.transom.bench.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void of_one_to_a_hundred_the_median_is_50_and_the_99th_is_99() {
        Percentiles hundred = Percentiles.of(
                IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList());
        assertThat(hundred.median()).isEqualTo(50);
        assertThat(hundred.at(99)).isEqualTo(99);
        assertThat(hundred.at(100)).isEqualTo(100);
    }

    @Test
    void of_a_few_the_99th_is_the_largest_whatever_the_order() {
        Percentiles few = Percentiles.of(List.of(3.0, 9.0, 1.0));
        assertThat(few.median()).isEqualTo(3);
        assertThat(few.at(99)).isEqualTo(9);
    }

    @Test
    void one_value_is_every_percentile() {
        assertThat(Percentiles.of(List.of(7.0)).at(1)).isEqualTo(7);
    }

    @Test
    void nothing_measured_has_no_percentile() {
        assertThatThrownBy(() -> Percentiles.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
