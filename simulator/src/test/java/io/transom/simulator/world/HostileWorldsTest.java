package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.curve.QuickCurves;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileWorldsTest {
    /** All pairs of firewalls ten times. For more there is {@code ./transom simulate --seeds 1..1000000 --report FILE}. */
    private static final int SEEDS = Integer.getInteger("transom.simulator.seeds", 2_000);

    @BeforeAll
    static void in_a_hurry() {
        QuickCurves.install();
    }

    @Test
    void in_every_hostile_world_nothing_unsafe_happens_and_afterwards_everything_works() {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Report report = new Report();
        IntStream.rangeClosed(1, SEEDS).parallel().forEach(seed -> {
            Outcome outcome = World.run(Options.of(seed));
            synchronized (report) {
                report.add(outcome.report());
            }
            outcome.violation().ifPresent(why -> failures.add(outcome.replay() + "   # " + why));
        });
        System.out.println(report.text());
        assertThat(failures)
                .as("worlds that broke a promise, and how to replay them")
                .isEmpty();
        if (SEEDS >= 2_000) {
            assertThat(report.missing()).as("what no world has tried").isEmpty();
        }
    }

    /** What longer runs have found: 3075, six calls that nobody hung up took all places of a relay that the seventh needed. */
    @ParameterizedTest
    @ValueSource(longs = 3075)
    void what_was_broken_once_stays_mended(long seed) {
        assertThat(World.run(Options.of(seed)).violation()).isEmpty();
    }

    @Test
    void the_same_seed_gives_the_same_world_to_the_last_octet() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Outcome one = World.run(Options.of(1), first::add, true);
        Outcome two = World.run(Options.of(1), second::add, true);
        assertThat(second).isEqualTo(first);
        assertThat(two.hash()).isEqualTo(one.hash()).hasSize(64);
        assertThat(World.run(Options.of(2), line -> {}, false).hash()).isNotEqualTo(one.hash());
    }
}
