package io.transom.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A smaller attack than the benchmark's, with bounds that hold on a busy machine: harm is measured there, and noticed here. */
class AttackTest {
    private static final AttackBenchmark.Options SMALL =
            new AttackBenchmark.Options(1_500, 200, 1, Duration.ofSeconds(4), Duration.ZERO);

    @Test
    @Timeout(120)
    void a_call_is_understood_amid_an_attack_a_newcomer_gets_in_and_memory_stays_bounded() throws Exception {
        List<String> lines = new ArrayList<>();
        AttackBenchmark.Outcome outcome = AttackBenchmark.measure(SMALL, lines::add);
        String story = String.join("\n", lines);
        assertThat(outcome.done().managerDatagrams()).as(story).isGreaterThan(100);
        assertThat(outcome.done().endDatagrams()).as(story).isGreaterThan(100);
        assertThat(outcome.done().connects()).as(story).isGreaterThan(20);
        assertThat(outcome.counted()).as(story).containsKeys("datagrams that the reflector doesn't answer");
        for (CallReport call : outcome.attacked()) {
            assertThat(call.phone().rejected()).as(story).isPositive();
            assertThat(call.door().rejected()).as(story).isPositive();
            assertThat(call.similarity()).as(story).isGreaterThan(0.75);
        }
        assertThat(outcome.newcomerAmid()).as(story).isLessThan(10_000);
        Memory before = outcome.memory().getFirst();
        // 2,000 guests are 7 MB.
        assertThat(outcome.memory()).as(story).allMatch(memory -> memory.live() < before.live() + 24);
    }
}
