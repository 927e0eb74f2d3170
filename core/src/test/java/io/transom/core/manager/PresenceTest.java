package io.transom.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.EventName;
import io.transom.core.manager.Household.Endpoint;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Peers;
import io.transom.wire.signal.ControlSignal.Registered;
import io.transom.wire.signal.Peer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final UdpAddress DOOR_AT =
            UdpAddress.parse("203.0.113.1:4000").orElseThrow();
    private static final UdpAddress ELSEWHERE =
            UdpAddress.parse("198.51.100.7:4000").orElseThrow();

    private final Household home = new Household();
    private final Endpoint door = home.new Endpoint();
    private final Endpoint phone = home.new Endpoint();

    @BeforeEach
    void both_have_joined() {
        door.joined("door", Role.DEVICE, "home");
        phone.joined("phone", Role.CALLER, "home");
    }

    @Test
    void whoever_registers_is_told_its_name_its_lease_and_who_else_is_there() {
        phone.registered("198.51.100.1:9");
        door.registered("203.0.113.1:4000");
        Registered registered = door.last(Registered.class);
        assertThat(registered.name()).isEqualTo("door");
        assertThat(registered.household()).isEqualTo("home");
        assertThat(registered.lease()).isEqualTo(Duration.ofSeconds(90));
        assertThat(registered.attested()).containsExactly(DOOR_AT);
        assertThat(door.last(Peers.class).peers()).singleElement().satisfies(peer -> {
            assertThat(peer.name()).isEqualTo("phone");
            assertThat(peer.online()).isTrue();
        });
        assertThat(home.count(EventName.REGISTERED)).isEqualTo(2);
    }

    @Test
    void an_address_counts_as_observed_only_with_the_reflectors_proof_for_that_very_address() {
        Bytes elsewhere = home.proof(ELSEWHERE);
        for (Bytes proof : List.of(elsewhere, Bytes.of(new byte[24]), flipped(home.proof(DOOR_AT)))) {
            door.say(door.registration(DOOR_AT, proof));
            assertThat(door.last(Registered.class).attested()).isEmpty();
        }
        assertThat(home.counted(Counters.Reason.OBSERVATION_UNPROVED)).isEqualTo(3);
        door.say(door.registration(DOOR_AT, home.proof(DOOR_AT)));
        assertThat(door.last(Registered.class).attested()).containsExactly(DOOR_AT);
    }

    @Test
    void a_proof_holds_for_two_minutes_and_no_longer() {
        Bytes proof = home.proof(DOOR_AT);
        home.now = home.now.plus(ObservationProofs.LIFE);
        door.login();
        door.say(door.registration(DOOR_AT, proof));
        assertThat(door.last(Registered.class).attested()).containsExactly(DOOR_AT);
        home.now = home.now.plus(Duration.ofNanos(1));
        door.say(door.registration(DOOR_AT, proof));
        assertThat(door.last(Registered.class).attested()).isEmpty();
    }

    @Test
    void a_manager_that_restarts_still_believes_its_reflectors_proofs_and_another_manager_does_not() {
        Bytes proof = home.proof(DOOR_AT);
        assertThat(new ObservationProofs(home.manager).holds(DOOR_AT, proof, home.now))
                .isTrue();
        assertThat(new ObservationProofs(new Household().new Endpoint().identity).holds(DOOR_AT, proof, home.now))
                .isFalse();
    }

    @Test
    void the_household_hears_of_a_change_at_once_and_of_no_change_never() {
        phone.registered("198.51.100.1:9");
        settle();
        int before = phone.heard(Peers.class).size();
        door.registered("203.0.113.1:4000");
        assertThat(phone.heard(Peers.class)).hasSize(before + 1);
        Peer seen = phone.last(Peers.class).peers().getFirst();
        assertThat(seen.attested()).containsExactly(DOOR_AT);
        assertThat(seen.boot()).isEqualTo(door.boot);
        settle();
        door.registered("203.0.113.1:4000");
        settle();
        assertThat(phone.heard(Peers.class)).hasSize(before + 1);
    }

    @Test
    void a_household_that_keeps_changing_hears_of_it_four_times_a_second() {
        phone.registered("198.51.100.1:9");
        settle();
        int before = phone.heard(Peers.class).size();
        for (int i = 0; i < 50; i++) {
            door.registered("203.0.113.1:" + (4000 + i));
            home.after(Duration.ofMillis(20));
        }
        settle();
        assertThat(phone.heard(Peers.class).size() - before).isBetween(4, 6);
        assertThat(phone.last(Peers.class)
                        .peers()
                        .getFirst()
                        .attested()
                        .getFirst()
                        .port())
                .isEqualTo(4049);
    }

    @Test
    void whoever_leaves_loses_its_connection_or_lets_its_lease_end_is_offline_for_all() {
        List<Runnable> ends = List.of(
                () -> door.say(new ControlSignal.Leave()),
                () -> home.hand(Topics.gone(door.id()), door.will),
                () -> home.deliver(home.switchboard.onClosed(door.id(), home.now)),
                () -> {
                    home.after(Duration.ofSeconds(60));
                    phone.registered("198.51.100.1:9");
                    home.after(Duration.ofSeconds(30));
                });
        for (Runnable end : ends) {
            door.login();
            door.registered("203.0.113.1:4000");
            phone.registered("198.51.100.1:9");
            settle();
            assertThat(phone.last(Peers.class).peers().getFirst().online()).isTrue();
            end.run();
            settle();
            Peer seen = phone.last(Peers.class).peers().getFirst();
            assertThat(seen.online()).isFalse();
            assertThat(seen.attested()).isEmpty();
            assertThat(seen.boot()).isEqualTo(Bytes.EMPTY);
        }
        assertThat(home.dropped).containsExactly(door.id());
        assertThat(home.count(EventName.DISCONNECTED)).isEqualTo(4);
    }

    @Test
    void another_household_neither_sees_nor_finds_anybody_here() {
        Endpoint stranger = home.new Endpoint();
        stranger.joined("phone", Role.CALLER, "next door").registered("192.0.2.1:5");
        door.registered("203.0.113.1:4000");
        settle();
        assertThat(stranger.last(Peers.class).peers()).isEmpty();
        stranger.say(new ControlSignal.Lookup("door"));
        assertThat(stranger.last(Peers.class)).isEqualTo(new Peers("door", List.of()));
    }

    @Test
    void a_lookup_finds_a_member_by_name_online_or_not() {
        phone.say(new ControlSignal.Lookup("door"));
        assertThat(phone.last(Peers.class).question()).isEqualTo("door");
        assertThat(phone.last(Peers.class).peers()).singleElement().matches(peer -> !peer.online());
        phone.say(new ControlSignal.Lookup("nobody"));
        assertThat(phone.last(Peers.class).peers()).isEmpty();
    }

    @Test
    void callers_know_of_each_other_but_not_where() {
        phone.registered("198.51.100.1:9");
        Endpoint tablet = home.new Endpoint();
        tablet.joined("tablet", Role.CALLER, "home").registered("192.0.2.9:1");
        settle();
        Peer seen = phone.last(Peers.class).peers().stream()
                .filter(peer -> peer.name().equals("tablet"))
                .findFirst()
                .orElseThrow();
        assertThat(seen.online()).isTrue();
        assertThat(seen.attested()).isEmpty();
        assertThat(seen.firewall()).isEqualTo(Firewall.UNKNOWN);
    }

    @Test
    void a_household_larger_than_a_message_shows_whom_one_may_call_first() {
        for (int i = 0; i < ControlSignal.MOST_PEERS + 5; i++) {
            home.new Endpoint().joined("caller " + i, Role.CALLER, "home");
        }
        phone.registered("198.51.100.1:9");
        List<Peer> seen = phone.last(Peers.class).peers();
        assertThat(seen).hasSize(ControlSignal.MOST_PEERS);
        assertThat(seen.getFirst().name()).isEqualTo("door");
    }

    @Test
    void a_replayed_message_changes_nothing() {
        Bytes leave = door.sealed(new ControlSignal.Register(List.of(), Firewall.UNKNOWN, door.boot));
        home.hand(Topics.up(door.id()), leave);
        int heard = door.heard.size();
        home.hand(Topics.up(door.id()), leave);
        assertThat(door.heard).hasSize(heard);
        assertThat(home.counted(Counters.Reason.MESSAGE_UNSEALED)).isEqualTo(1);
    }

    @Test
    void a_registration_that_was_overtaken_on_its_way_changes_nothing() {
        phone.registered("198.51.100.1:9");
        Bytes older = door.sealed(door.registration(ELSEWHERE, home.proof(ELSEWHERE)));
        door.say(door.registration(DOOR_AT, home.proof(DOOR_AT)));
        home.hand(Topics.up(door.id()), older);
        settle();
        assertThat(door.last(Registered.class).attested()).containsExactly(DOOR_AT);
        assertThat(phone.last(Peers.class).peers())
                .singleElement()
                .satisfies(peer -> assertThat(peer.attested()).containsExactly(DOOR_AT));
    }

    @Test
    void what_comes_on_anothers_topic_or_none_of_ours_changes_nothing() {
        Bytes own = door.sealed(new ControlSignal.Leave());
        home.hand(Topics.up(phone.id()), own);
        home.hand(Topics.down(door.id()), own);
        home.hand("transom/1/" + door.id() + "/up/more", own);
        home.hand("", own);
        assertThat(home.counted(Counters.Reason.MESSAGE_UNSEALED)).isEqualTo(2);
        assertThat(home.counted(Counters.Reason.MESSAGE_NO_SESSION)).isEqualTo(2);
        assertThat(home.switchboard.present()).hasSize(2);
    }

    @Test
    void random_payloads_change_nothing_and_are_counted() {
        for (int length = 0; length < 500; length++) {
            assertThat(home.hand(Topics.up(door.id()), home.entropy.bytes(length)))
                    .isEmpty();
        }
        assertThat(home.counted(Counters.Reason.MESSAGE_UNSEALED)).isEqualTo(500);
    }

    @Test
    void sealed_nonsense_from_a_member_changes_nothing_and_is_counted() {
        for (int length = 0; length < 200; length++) {
            Bytes nonsense = Bytes.join(Bytes.of((byte) 0xEE), home.entropy.bytes(length));
            home.hand(Topics.up(door.id()), door.channel.seal(Topics.up(door.id()), nonsense));
        }
        assertThat(home.counted(Counters.Reason.MESSAGE_MALFORMED)).isEqualTo(200);
    }

    private void settle() {
        home.after(Announcer.REST.multipliedBy(2));
    }

    private static Bytes flipped(Bytes octets) {
        byte[] changed = octets.toArray();
        changed[20] ^= 1;
        return Bytes.of(changed);
    }
}
