package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Input;
import io.transom.simulator.router.RouterKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Somebody who has nothing to do with any of this counts what reaches him. */
class VictimTest {
    private static final RouterKind LINUX = RouterKind.linux();
    /** A call without a path is over after ten seconds. */
    private static final Duration ONE_CALL = Duration.ofSeconds(12);
    /** What goes to one port without an answer, however many calls ask for it (the design's first round and what follows). */
    private static final int MOST_ASKED = 40;
    /** The design: early sound goes to an address that both have named, at most so much. */
    private static final int MOST_EARLY = 25;

    private static Town town() {
        Town town = new Town(Options.calm(LINUX, LINUX).withLiar(), line -> {}, false);
        town.boot();
        return town;
    }

    private static void liarCalls(Town town) {
        town.liar().orElseThrow().input(new Input.Talk(true));
        town.liar().orElseThrow().input(new Input.Ask(Town.DEVICE));
        town.run(ONE_CALL);
    }

    @Test
    void a_member_who_claims_to_be_at_his_address_sends_him_nothing() {
        Town town = town();
        town.run(Duration.ofSeconds(2));
        for (int call = 0; call < 5; call++) {
            liarCalls(town);
        }
        assertThat(town.safety().strays()).isZero();
    }

    @Test
    void a_manager_and_a_member_who_conspire_get_a_few_packets_to_him_and_no_more_with_every_call() {
        Town town = town();
        town.manager().conspire(town.liar().orElseThrow().host().site().publicIp(), Town.VICTIMS);
        town.safety().victimIsAttested(Town.VICTIMS);
        town.run(Duration.ofSeconds(2));
        liarCalls(town);
        int first = town.safety().strays();
        assertThat(first)
                .as("nobody can tell him from a member behind a firewall")
                .isBetween(1, MOST_ASKED + MOST_EARLY);
        for (int call = 0; call < 10; call++) {
            liarCalls(town);
        }
        assertThat(town.safety().strays()).isLessThanOrEqualTo(MOST_ASKED + 11 * MOST_EARLY);
    }

    @Test
    void a_peer_that_falls_silent_is_not_called_for_ever() {
        Scene scene = new Scene(LINUX, LINUX);
        scene.ask().run(Duration.ofSeconds(3));
        scene.town.device().sleep();
        scene.run(Duration.ofSeconds(11));
        assertThat(scene.end(scene.town.caller()).orElseThrow().over).isPresent();
    }
}
