package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call does where there is no direct way, and when the network changes under it. */
class ChangeTest {
    private final Town town = new Town();
    private final Home door = town.device("door", true);
    private final Home anna = town.caller("anna");

    private void settle() {
        town.run(Duration.ofSeconds(3));
        assertThat(door.saw(EventName.REGISTERED)).isTrue();
        assertThat(anna.saw(EventName.REGISTERED)).isTrue();
    }

    private void call() {
        settle();
        anna.input(new Input.Ask("door"));
        assertThat(town.runUntil(
                        () -> anna.saw(EventName.FIRST_SOUND)
                                && anna.saw(EventName.TALKING)
                                && door.saw(EventName.TALKING),
                        Duration.ofSeconds(8)))
                .as("anna: %s%ndoor: %s", anna.seen, door.seen)
                .isTrue();
    }

    private void nobodyHasEnded() {
        assertThat(anna.saw(EventName.CALL_ENDED)).as("%s", anna.seen).isFalse();
        assertThat(door.saw(EventName.CALL_ENDED)).as("%s", door.seen).isFalse();
    }

    @Test
    void without_a_direct_way_the_call_talks_through_the_relay_at_once() {
        town.homesReachEachOther = false;
        call();
        assertThat(anna.field(EventName.PATH_PROVED, "path")).isEqualTo("relay");
        assertThat(door.field(EventName.PATH_PROVED, "path")).isEqualTo("relay");
        Duration setup = anna.when(EventName.FIRST_SOUND).since(anna.when(EventName.CALL_REQUESTED));
        assertThat(setup).isLessThan(Duration.ofMillis(400));
        town.run(Duration.ofMinutes(2));
        nobodyHasEnded();
        assertThat(anna.saw(EventName.PATH_LOST)).isFalse();
        assertThat(anna.done(Effect.OpenTunnel.class)).isEmpty();
    }

    @Test
    void a_direct_way_is_not_slower_for_the_relay() {
        call();
        Duration setup = anna.when(EventName.FIRST_SOUND).since(anna.when(EventName.CALL_REQUESTED));
        assertThat(setup).isLessThanOrEqualTo(Town.LEG.multipliedBy(3).plusMillis(30));
        town.run(Duration.ofSeconds(5));
        assertThat(anna.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
    }

    @Test
    void sound_moves_from_the_relay_to_the_direct_way_when_that_opens_without_a_gap() {
        town.homesReachEachOther = false;
        call();
        town.run(Duration.ofSeconds(5));
        town.homesReachEachOther = true;
        town.run(Duration.ofSeconds(20));
        assertThat(anna.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
        assertThat(door.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
        assertThat(anna.saw(EventName.PATH_LOST)).isFalse();
        assertThat(anna.done(Effect.UnrouteVoice.class)).isEmpty();
        assertThat(anna.longestGap).isLessThan(Duration.ofMillis(60));
    }

    @Test
    void where_udp_is_blocked_the_endpoint_registers_and_calls_through_a_tunnel() {
        anna.udpBlocked = true;
        call();
        assertThat(anna.last(Effect.RouteVoice.class).orElseThrow().way()).isInstanceOf(Way.Tunnelled.class);
        assertThat(door.last(Effect.RouteVoice.class).orElseThrow().way()).isInstanceOf(Way.Relayed.class);
        Duration setup = anna.when(EventName.FIRST_SOUND).since(anna.when(EventName.CALL_REQUESTED));
        assertThat(setup).isLessThan(Duration.ofMillis(1500));
        town.run(Duration.ofMinutes(2));
        nobodyHasEnded();
        assertThat(anna.saw(EventName.PATH_LOST)).isFalse();
        anna.input(new Input.HangUp(
                anna.last(Effect.StartVoice.class).orElseThrow().call()));
        town.run(Duration.ofSeconds(3));
        assertThat(anna.done(Effect.CloseTunnel.class)).hasSize(1);
        assertThat(door.field(EventName.CALL_ENDED, "reason")).isEqualTo("anna hung up");
    }

    @Test
    void where_both_ends_are_blocked_both_have_a_tunnel() {
        anna.udpBlocked = true;
        door.udpBlocked = true;
        call();
        town.run(Duration.ofMinutes(1));
        nobodyHasEnded();
        assertThat(door.field(EventName.PATH_PROVED, "path")).isEqualTo("tunnel");
    }

    @Test
    void a_direct_way_that_closes_is_replaced_by_the_relay_within_a_second() {
        call();
        town.run(Duration.ofSeconds(5));
        town.homesReachEachOther = false;
        town.run(Duration.ofSeconds(10));
        nobodyHasEnded();
        assertThat(anna.field(EventName.PATH_PROVED, "path")).isEqualTo("relay");
        assertThat(anna.longestGap).isLessThan(Duration.ofMillis(1150));
    }

    @Test
    void a_call_through_the_relay_whose_manager_dies_ends_with_a_true_reason() {
        town.homesReachEachOther = false;
        call();
        town.run(Duration.ofSeconds(5));
        town.killManager();
        town.run(Duration.ofSeconds(12));
        assertThat(anna.field(EventName.CALL_ENDED, "reason").toString()).contains("door");
        assertThat(door.saw(EventName.CALL_ENDED)).isTrue();
    }

    @Test
    void a_router_that_comes_back_with_another_address_has_its_sound_back_within_a_second() {
        for (Home moving : new Home[] {door, anna}) {
            if (moving == door) {
                call();
            }
            town.run(Duration.ofSeconds(5));
            anna.longestGap = Duration.ZERO;
            reboot(moving, Duration.ofSeconds(2));
            town.run(Duration.ofSeconds(6));
            nobodyHasEnded();
            assertThat(anna.longestGap).isBetween(Duration.ofSeconds(2), Duration.ofMillis(3000));
            town.run(Duration.ofSeconds(20));
            assertThat(anna.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
            assertThat(door.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
        }
    }

    @Test
    void the_same_where_only_the_relay_is_left() {
        town.homesReachEachOther = false;
        call();
        town.run(Duration.ofSeconds(5));
        reboot(door, Duration.ofSeconds(2));
        town.run(Duration.ofSeconds(6));
        nobodyHasEnded();
        assertThat(anna.longestGap).isBetween(Duration.ofSeconds(2), Duration.ofMillis(3000));
    }

    @Test
    void new_sockets_are_used_at_once() {
        call();
        town.run(Duration.ofSeconds(5));
        anna.longestGap = Duration.ZERO;
        door.moves++;
        door.begin(1);
        town.run(Duration.ofSeconds(10));
        nobodyHasEnded();
        assertThat(anna.longestGap).isLessThan(Duration.ofMillis(1500));
        assertThat(anna.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_address_that_is_only_added_costs_the_sound_nothing_and_one_that_goes_only_that_of_its_family(
            boolean direct) {
        town.homesReachEachOther = direct;
        call();
        town.run(Duration.ofSeconds(5));
        anna.longestGap = Duration.ZERO;
        door.bindWith(List.of("2001:db8::7", "10.8.0.2"));
        town.run(Duration.ofSeconds(5));
        door.bindWith(List.of("10.8.0.2"));
        town.run(Duration.ofSeconds(5));
        nobodyHasEnded();
        assertThat(door.saw(EventName.PATH_LOST)).isFalse();
        assertThat(anna.longestGap).isLessThan(Duration.ofMillis(60));
    }

    @Test
    void what_the_router_grants_during_a_call_is_told_to_the_peer_and_tried() {
        town.homesReachEachOther = false;
        call();
        town.run(Duration.ofSeconds(5));
        UdpAddress granted = new UdpAddress(door.observed(0).ip(), 61_000);
        IpAddress own = IpAddress.of(192, 168, door.number, 2);
        door.input(new Input.GatewayChanged(
                Optional.of(new Input.GatewayChanged.Gateway(IpAddress.of(192, 168, door.number, 1), own))));
        town.run(Duration.ofSeconds(10));
        door.input(
                new Input.UpnpAnswered(List.of(new Input.UpnpAnswered.Mapped(5000, granted, Duration.ofHours(1))), ""));
        town.run(Duration.ofSeconds(3));
        assertThat(anna.seen.stream()
                        .filter(seen -> seen.event().name() == EventName.PATH_TRIED)
                        .map(seen -> seen.event().toString()))
                .anyMatch(event -> event.contains(granted.toString()));
    }

    @Test
    void whom_the_manager_could_not_place_when_the_call_began_is_sought_directly_once_it_can() {
        Home ben = town.caller("ben");
        ben.udpBlocked = true;
        town.run(Duration.ofMillis(600));
        assertThat(ben.field(EventName.REGISTERED, "attested")).isEqualTo("");
        // It knows where it is from now on; the manager hears of that only when the call has begun.
        ben.nextUps(List.of(List.of(Duration.ofMillis(2500)), List.of(Duration.ofMillis(2500))));
        ben.udpBlocked = false;
        assertThat(town.runUntil(() -> ben.count(EventName.OBSERVED) == Home.SOCKETS, Duration.ofSeconds(5)))
                .isTrue();
        ben.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(4));
        assertThat(ben.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
        assertThat(door.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
        assertThat(door.seen.stream()
                        .filter(seen -> seen.event().name() == EventName.PATH_PROVED)
                        .map(seen -> seen.event().text("path").orElse("")))
                .as("by the relay first")
                .containsExactly("relay", "direct");
    }

    @Test
    void a_door_that_the_manager_places_between_the_wish_and_the_answer_is_sought_directly() {
        settle();
        Home gate = town.device("gate", true);
        gate.udpBlocked = true;
        town.run(Duration.ofMillis(600));
        assertThat(gate.field(EventName.REGISTERED, "attested")).isEqualTo("");
        gate.udpBlocked = false;
        assertThat(town.runUntil(() -> gate.saw(EventName.OBSERVED), Duration.ofSeconds(5)))
                .isTrue();
        anna.input(new Input.Ask("gate"));
        town.run(Duration.ofSeconds(4));
        assertThat(anna.field(EventName.PATH_PROVED, "path"))
                .as("%s", anna.seen)
                .isEqualTo("direct");
        assertThat(gate.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
    }

    /** The line is dead, TCP with it, and comes back with another public address. */
    private void reboot(Home home, Duration outage) {
        home.offline = true;
        home.hung = true;
        town.run(outage);
        home.offline = false;
        home.moves++;
    }

    @Test
    void a_moved_peer_is_told_of_once_for_each_sequence() {
        call();
        Moment before = town.now();
        reboot(door, Duration.ofSeconds(2));
        town.run(Duration.ofSeconds(20));
        long tried = anna.seen.stream()
                .filter(seen -> before.isBefore(seen.at()))
                .filter(seen -> seen.event().name() == EventName.PATH_TRIED)
                .filter(seen -> seen.event().text("why").equals(Optional.of("moved")))
                .count();
        assertThat(tried).isBetween(1L, 4L);
    }
}
