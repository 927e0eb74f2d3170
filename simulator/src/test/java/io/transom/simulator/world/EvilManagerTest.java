package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Input;
import io.transom.simulator.control.EvilManager;
import io.transom.simulator.control.Lie;
import io.transom.simulator.curve.QuickCurves;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How much a manager that lies can have sent to people who have nothing to do with it. */
class EvilManagerTest {
    private static final RouterKind LINUX = RouterKind.linux();
    private static final int CALLS = 5;
    /** Four addresses, five packets each. */
    private static final int MOST_ON_ITS_WORD = 20;
    /** With a reflector that lies too, to each of eight addresses: 40 questions, and as many of a warm window; early sound. */
    private static final int MOST_WITH_ITS_REFLECTOR = 8 * (40 + 40) + 25;

    /** Of two sockets of both ends: five soon, then one in 15 s, for 73 s. */
    private static final int MOST_QUESTIONS = 2 * 2 * (5 + 5);

    private int strays;

    @BeforeAll
    static void in_a_hurry() {
        QuickCurves.install();
    }

    @Test
    void a_manager_that_lies_about_where_the_door_is_gets_a_first_round_to_four_strangers_with_every_call() {
        assertThat(strays(Lie.STRANGERS_ATTESTED)).isBetween(1, CALLS * MOST_ON_ITS_WORD);
    }

    @Test
    void a_manager_that_also_tells_the_door_that_it_is_there_gets_what_a_call_may_send_and_no_more() {
        assertThat(strays(Lie.REFLECTED_AT_A_STRANGERS)).isBetween(1, CALLS * MOST_WITH_ITS_REFLECTOR);
    }

    @Test
    void a_manager_that_says_that_its_reflector_is_a_stranger_has_a_question_in_a_while_sent_there() {
        assertThat(strays(Lie.REFLECTOR_IS_A_STRANGER)).isBetween(1, MOST_QUESTIONS);
    }

    @Test
    void nothing_goes_to_loopback_to_private_addresses_of_others_or_to_multicast_because_the_manager_says_so() {
        assertThat(strays(Lie.NO_MANS_ADDRESS_ATTESTED)).isZero();
    }

    /** What leaves for strangers and for no man's addresses in five calls. */
    private int strays(Lie lie) {
        Town town = new Town(Options.calm(LINUX, LINUX).withEvilManager(), line -> {}, false);
        town.internet().observe(new Internet.Observer() {
            @Override
            public void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
                boolean stray = EvilManager.STRANGERS.contains(to) || EvilManager.NO_MANS.contains(to);
                boolean ours =
                        host == town.caller().host() || host == town.device().host();
                strays += stray && ours ? 1 : 0;
            }
        });
        town.ledger().lies();
        town.evil().orElseThrow().lies(lie);
        town.boot();
        town.run(Duration.ofSeconds(3));
        for (int call = 0; call < CALLS; call++) {
            town.caller().input(new Input.Ask(Town.DEVICE));
            town.run(Duration.ofSeconds(11));
            town.ledger().unfinished(town.caller()).forEach(one -> town.caller().input(new Input.HangUp(one)));
            town.run(Duration.ofSeconds(3));
        }
        return strays;
    }
}
