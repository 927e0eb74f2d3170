package io.transom.lab.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.lab.tun.TunLab;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sound comes back by itself, in the same call, whatever befalls it; how soon is for {@code transom bench change}. */
class RealChangesTest {
    /** A machine that is busy with other tests: the bench has the strict bound. */
    private static final double SOON_MILLIS = 4_000;

    @TempDir
    Path folder;

    @BeforeAll
    static void there_is_a_kernel_to_build_homes_in() {
        TunLab.obstacle().ifPresent(why -> {
            System.err.println("SKIPPED LOUDLY: changes under a real call are not tested: " + why);
            Assumptions.abort(why);
        });
    }

    @Test
    @Timeout(150)
    void a_killed_manager_costs_a_direct_call_nothing_and_a_rebooted_router_little() throws Exception {
        try (Changes changes = Changes.open(folder)) {
            Figures killed = changes.measure(Change.MANAGER_KILLED);
            assertThat(killed.sameCall()).as("%s", changes.story()).isTrue();
            assertThat(killed.atCaller().lost() + killed.atDoor().lost())
                    .as("%s %s", killed, changes.story())
                    .isZero();
            Figures rebooted = changes.measure(Change.ROUTER_REBOOTED);
            assertThat(rebooted.sameCall()).as("%s", changes.story()).isTrue();
            // Only if the router was truly away are its figures worth anything.
            assertThat(rebooted.atDoor().gapMillis())
                    .isGreaterThanOrEqualTo(rebooted.outage().toMillis());
            assertThat(rebooted.beyondMillis()).as("%s", rebooted).isLessThan(SOON_MILLIS);
        }
    }
}
