package io.transom.lab.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.lab.tun.TunLab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sound comes back by itself, in the same call, whatever befalls it; how soon is for {@code transom bench change}. */
@Timeout(120)
class RealChangesTest {
    /** A machine that is busy with other tests: the bench has the strict bound. */
    private static final double SOON_MILLIS = 4_000;

    /** Of some 500 packets; the bench wants none. */
    private static final long FEW = 5;

    @TempDir
    static Path folder;

    private static Changes changes;

    /** The homes stand for all: each change has a call of its own. */
    @BeforeAll
    static void build_homes_where_a_kernel_lets_us() throws Exception {
        TunLab.obstacle().ifPresent(why -> {
            System.err.println("SKIPPED LOUDLY: changes under a real call are not tested: " + why);
            Assumptions.abort(why);
        });
        changes = Changes.open(folder);
    }

    @AfterAll
    static void close() {
        if (changes != null) {
            changes.close();
        }
    }

    @Test
    void a_killed_manager_costs_a_direct_call_nothing() throws Exception {
        Figures killed = befallen(Change.MANAGER_KILLED);
        assertNothingLost(killed);
    }

    @Test
    void a_router_that_comes_back_with_another_address_costs_little() throws Exception {
        assertOutageWasReal(befallen(Change.ROUTER_REBOOTED));
    }

    @Test
    void a_caller_that_changes_to_another_network_is_in_the_same_call_afterwards() throws Exception {
        Figures roamed = befallen(Change.NETWORK_CHANGED);
        assertThat(roamed.atCaller().lost() + roamed.atDoor().lost())
                .as("what was sent to where it was before: %s", roamed)
                .isPositive();
    }

    @Test
    void a_caller_that_stood_still_for_seconds_is_in_the_same_call_afterwards() throws Exception {
        assertOutageWasReal(befallen(Change.PROCESS_STOPPED));
    }

    @Test
    void sound_moves_from_the_relay_to_the_direct_way_and_nothing_of_it_is_lost_or_doubled() throws Exception {
        Figures moved = befallen(Change.RELAY_THEN_DIRECT);
        assertNothingLost(moved);
        assertThat(moved.atCaller().doubled() + moved.atDoor().doubled())
                .as("%s", moved)
                .isLessThanOrEqualTo(FEW);
    }

    /** Nothing tells of it: the silence has to be noticed, and the relay taken. */
    @Test
    void a_direct_way_that_goes_dark_is_left_for_the_relay() throws Exception {
        Figures dark = befallen(Change.DIRECT_THEN_DARK);
        assertThat(dark.atCaller().lost() + dark.atDoor().lost())
                .as("what was on the dark way: %s", dark)
                .isPositive();
    }

    private static Figures befallen(Change change) throws Exception {
        Figures figures = changes.measure(change);
        assertThat(figures.sameCall()).as("%s %s", figures, changes.story()).isTrue();
        assertThat(figures.beyondMillis()).as("%s", figures).isLessThan(SOON_MILLIS);
        return figures;
    }

    private static void assertNothingLost(Figures figures) {
        assertThat(figures.atCaller().lost() + figures.atDoor().lost())
                .as("%s %s", figures, changes.story())
                .isLessThanOrEqualTo(FEW);
    }

    /** Only then are its figures worth anything. */
    private static void assertOutageWasReal(Figures figures) {
        assertThat(Math.max(figures.atCaller().gapMillis(), figures.atDoor().gapMillis()))
                .as("%s", figures)
                .isGreaterThanOrEqualTo(figures.outage().toMillis());
    }
}
