package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.curve.QuickCurves;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hostile worlds whose manager holds every key that a true one has, and lies. */
class EvilWorldsTest {
    /** Every pair of firewalls once. For more there is {@code ./transom simulate --evil --seeds 1..10000}. */
    private static final int SEEDS = Integer.getInteger("transom.simulator.seeds", 200);

    @BeforeAll
    static void in_a_hurry() {
        QuickCurves.install();
    }

    @Test
    void whatever_the_manager_says_nothing_unsafe_happens_and_after_its_lies_everything_works() {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Report report = Report.ofEvilWorlds();
        IntStream.rangeClosed(1, SEEDS).parallel().forEach(seed -> {
            Outcome outcome = World.run(Options.of(seed).withEvilManager());
            synchronized (report) {
                report.add(outcome.report());
            }
            outcome.violation().ifPresent(why -> failures.add(outcome.replay() + "   # " + why));
        });
        System.out.println(report.text());
        assertThat(failures)
                .as("worlds that broke a promise, and how to replay them")
                .isEmpty();
        if (SEEDS >= 200) {
            assertThat(report.missing()).as("lies that were never told").isEmpty();
        }
    }
}
