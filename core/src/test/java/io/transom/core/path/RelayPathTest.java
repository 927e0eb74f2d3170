package io.transom.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.path.HomeRouter.Filtering;
import io.transom.core.path.HomeRouter.Mapping;
import io.transom.core.path.PathEngine.Output.PathLost;
import io.transom.core.path.PathEngine.Output.PathProved;
import io.transom.core.path.PathEngine.Output.Transmit;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Relay first, then better, without a gap; and back again where it has to be. */
class RelayPathTest {
    @Test
    void where_no_direct_path_is_possible_the_relay_is_proved_and_kept() {
        TwoHomes homes = strict(1).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(30));
        for (TwoHomes.Home home : List.of(homes.caller, homes.device)) {
            assertThat(home.all(PathProved.class)).hasSize(1);
            assertThat(home.all(PathProved.class).getFirst().path()).isEqualTo(PathClass.RELAY);
            assertThat(home.all(PathProved.class).getFirst().because()).isEqualTo("first");
            assertThat(home.firstAt(PathProved.class).orElseThrow()).isLessThan(millis(200));
            assertThat(home.all(PathLost.class)).isEmpty();
        }
    }

    @Test
    void on_the_relay_the_direct_path_is_sought_less_and_less_often_but_for_as_long_as_the_call_lasts() {
        TwoHomes homes = strict(2).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(60));
        int inAMinute = direct(homes.caller);
        homes.runFor(Duration.ofMinutes(9));
        int inTen = direct(homes.caller);
        assertThat(inAMinute).isBetween(20, 120);
        assertThat(inTen - inAMinute).isBetween(18, 120);
    }

    @Test
    void a_direct_path_takes_over_from_the_relay_the_moment_that_it_is_proved() {
        TwoHomes homes = TwoHomes.ordinary(3);
        homes.swallowed = datagram -> true;
        homes.call(2).bindAtTheRelay().runFor(Duration.ofSeconds(7));
        assertThat(homes.caller.all(PathProved.class).getLast().path()).isEqualTo(PathClass.RELAY);
        homes.swallowed = datagram -> false;
        homes.runFor(Duration.ofSeconds(8));
        for (TwoHomes.Home home : List.of(homes.caller, homes.device)) {
            assertThat(home.all(PathProved.class).getLast().path()).isEqualTo(PathClass.DIRECT);
            assertThat(home.all(PathProved.class).getLast().because()).isEqualTo("better class");
            // Without a gap: nothing was lost in between.
            assertThat(home.all(PathLost.class)).isEmpty();
        }
    }

    @Test
    void a_direct_path_that_dies_is_replaced_by_the_relay_within_a_second_and_taken_again_when_it_is_back() {
        TwoHomes homes = TwoHomes.ordinary(4).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(5));
        assertThat(homes.caller.all(PathProved.class).getLast().path()).isEqualTo(PathClass.DIRECT);
        Moment died = homes.now;
        homes.swallowed = datagram -> true;
        homes.runFor(Duration.ofSeconds(4));
        for (TwoHomes.Home home : List.of(homes.caller, homes.device)) {
            PathProved now = home.all(PathProved.class).getLast();
            assertThat(now.path()).isEqualTo(PathClass.RELAY);
            assertThat(now.because()).isEqualTo("old one lost");
            assertThat(home.firstAt(PathLost.class).orElseThrow().since(died)).isLessThan(Duration.ofMillis(1050));
        }
        homes.swallowed = datagram -> false;
        homes.runFor(Duration.ofSeconds(6));
        assertThat(homes.caller.all(PathProved.class).getLast().path()).isEqualTo(PathClass.DIRECT);
        assertThat(homes.device.all(PathProved.class).getLast().path()).isEqualTo(PathClass.DIRECT);
    }

    @Test
    void a_direct_path_that_comes_and_goes_does_not_make_the_sound_flap() {
        TwoHomes homes = TwoHomes.ordinary(5).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(5));
        for (int i = 0; i < 30; i++) {
            homes.swallowed = datagram -> true;
            homes.runFor(Duration.ofSeconds(2));
            homes.swallowed = datagram -> false;
            homes.runFor(Duration.ofSeconds(4));
        }
        // 30 outages within 3 minutes: at first it is followed, then it has to prove itself for longer than it stays.
        assertThat(homes.caller.all(PathLost.class)).hasSizeLessThan(10);
        homes.runFor(Duration.ofMinutes(2));
        assertThat(homes.caller.all(PathProved.class).getLast().path()).isEqualTo(PathClass.DIRECT);
    }

    @Test
    void a_direct_path_that_loses_much_is_left_for_a_clean_relay_and_taken_again_when_it_is_clean() {
        TwoHomes homes = TwoHomes.ordinary(6).call(1).bindAtTheRelay().runFor(Duration.ofSeconds(5));
        homes.loss = 0.25;
        homes.runFor(Duration.ofSeconds(40));
        assertThat(homes.caller.all(PathProved.class).getLast().path()).isEqualTo(PathClass.RELAY);
        assertThat(homes.caller.all(PathProved.class).getLast().because()).isIn("less loss", "old one lost");
        homes.loss = 0;
        homes.runFor(Duration.ofSeconds(60));
        assertThat(homes.caller.all(PathProved.class).getLast().path()).isEqualTo(PathClass.DIRECT);
        assertThat(homes.caller.all(PathProved.class).size()).isLessThan(8);
    }

    @Test
    void a_direct_path_that_loses_a_little_is_kept() {
        TwoHomes homes = TwoHomes.ordinary(7).call(1).bindAtTheRelay().runFor(Duration.ofSeconds(5));
        int before = homes.caller.all(PathProved.class).size();
        homes.loss = 0.03;
        homes.runFor(Duration.ofMinutes(5));
        assertThat(homes.caller.all(PathProved.class)).hasSize(before);
    }

    @Test
    void a_relay_that_dies_ends_nothing_where_there_is_a_direct_path() {
        TwoHomes homes = TwoHomes.ordinary(8).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(5));
        homes.relayLives = false;
        homes.runFor(Duration.ofMinutes(1));
        assertThat(homes.caller.all(PathLost.class)).isEmpty();
        assertThat(homes.caller.engine.proved()).isTrue();
    }

    @Test
    void a_relay_that_dies_under_a_call_is_lost_like_any_path() {
        TwoHomes homes = strict(9).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(5));
        Moment died = homes.now;
        homes.relayLives = false;
        homes.runFor(Duration.ofSeconds(3));
        assertThat(homes.caller.firstAt(PathLost.class).orElseThrow().since(died))
                .isLessThan(Duration.ofMillis(1050));
        assertThat(homes.caller.engine.proved()).isFalse();
        assertThat(homes.caller.engine.isTroubled(homes.now)).isTrue();
        homes.relayLives = true;
        homes.runFor(Duration.ofSeconds(1));
        assertThat(homes.caller.engine.proved()).isTrue();
    }

    @Test
    void nothing_leaves_through_a_relay_that_is_not_bound_and_nothing_from_it_counts() {
        TwoHomes homes = strict(10).call(2).runFor(Duration.ofSeconds(1));
        Bytes nullPacket = homes.device.all(Transmit.class).getFirst().datagram();
        Way relay = TwoHomes.relayed(homes.caller);
        assertThat(homes.caller.engine.onStun(relay, nullPacket, homes.now)).isEmpty();
        assertThat(homes.caller.engine.onVoice(relay, homes.now)).isEmpty();
        assertThat(homes.relayedDatagrams).isZero();
    }

    @Test
    void a_channel_of_another_number_or_at_another_address_is_not_ours() {
        TwoHomes homes = strict(11).call(2).bindAtTheRelay();
        Bytes nullPacket = homes.device.all(Transmit.class).stream()
                .map(Transmit::datagram)
                .findFirst()
                .orElseThrow();
        UdpAddress elsewhere = UdpAddress.parse("203.0.113.2:3478").orElseThrow();
        for (Way way : List.of(
                new Way.Relayed(0, TwoHomes.RELAY, 0x4005),
                new Way.Relayed(1, TwoHomes.RELAY, 0x4001),
                new Way.Relayed(0, elsewhere, 0x4001),
                new Way.Tunnelled(0x4001),
                Way.direct(0, TwoHomes.RELAY))) {
            assertThat(homes.caller.engine.onStun(way, nullPacket, homes.now)).isEmpty();
            assertThat(homes.caller.engine.onVoice(way, homes.now)).isEmpty();
        }
    }

    @Test
    void a_tunnel_takes_the_place_of_a_relay_that_was_bound_before() {
        TwoHomes homes = strict(12).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(2));
        List<PathEngine.Output> out =
                homes.caller.engine.relay(Optional.of(new Way.Tunnelled(0x4001)), false, homes.now);
        assertThat(out).anyMatch(output -> output instanceof PathLost);
        assertThat(out)
                .anyMatch(output ->
                        output instanceof Transmit transmit && transmit.way().equals(new Way.Tunnelled(0x4001)));
    }

    @Test
    void the_same_trouble_twice_is_the_same_call() {
        assertThat(troubled().wire).isEqualTo(troubled().wire);
    }

    private static TwoHomes troubled() {
        TwoHomes homes = TwoHomes.ordinary(13).call(2).bindAtTheRelay().runFor(Duration.ofSeconds(3));
        homes.loss = 0.4;
        homes.relayLoss = 0.05;
        return homes.runFor(Duration.ofSeconds(30));
    }

    private static TwoHomes strict(long seed) {
        return new TwoHomes(
                seed,
                new HomeRouter(
                        "192.0.2.1", Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, false),
                new HomeRouter(
                        "198.51.100.1",
                        Mapping.ADDRESS_AND_PORT_DEPENDENT,
                        Filtering.ADDRESS_AND_PORT_DEPENDENT,
                        false),
                2);
    }

    private static int direct(TwoHomes.Home home) {
        return (int) home.all(Transmit.class).stream()
                .filter(transmit -> transmit.way() instanceof Way.Direct)
                .count();
    }

    private static Moment millis(long millis) {
        return Moment.ZERO.plus(Duration.ofMillis(millis));
    }
}
