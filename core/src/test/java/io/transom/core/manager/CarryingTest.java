package io.transom.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.EventName;
import io.transom.core.manager.Household.Endpoint;
import io.transom.core.manager.Switchboard.Output;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CarryingTest {
    private final Household home = new Household();
    private final Endpoint door = home.new Endpoint();
    private final Endpoint phone = home.new Endpoint();
    private final Bytes envelope = Bytes.utf8("sealed for somebody");
    private final CallId call = CallId.random(home.entropy);

    @BeforeEach
    void both_are_there() {
        door.joined("door", Role.DEVICE, "home").registered("203.0.113.1:4000");
        phone.joined("phone", Role.CALLER, "home").registered("198.51.100.1:9");
    }

    @Test
    void a_request_arrives_as_a_notice_with_the_callers_attested_addresses() {
        phone.say(send(SignalKind.CALL_REQUEST, door.id()));
        Deliver notice = door.last(Deliver.class);
        assertThat(notice.kind()).isEqualTo(SignalKind.CALL_REQUEST);
        assertThat(notice.call()).isEqualTo(call);
        assertThat(notice.envelope()).isEqualTo(envelope);
        assertThat(notice.from().id()).isEqualTo(phone.id());
        assertThat(notice.from().attested())
                .containsExactly(UdpAddress.parse("198.51.100.1:9").orElseThrow());
        assertThat(home.count(EventName.CALL_REQUESTED)).isEqualTo(1);
        assertThat(home.count(EventName.CALL_NOTICE)).isEqualTo(1);
    }

    @Test
    void the_answer_arrives_as_ready() {
        door.say(send(SignalKind.WINDOW_OPEN, phone.id()));
        assertThat(phone.last(Deliver.class).kind()).isEqualTo(SignalKind.WINDOW_OPEN);
        assertThat(home.count(EventName.WINDOW_OPENED)).isEqualTo(1);
        assertThat(home.count(EventName.READY)).isEqualTo(1);
    }

    @Test
    void what_is_sent_again_is_carried_again_and_told_once() {
        for (int i = 0; i < 5; i++) {
            phone.say(send(SignalKind.CALL_REQUEST, door.id()));
        }
        assertThat(door.heard(Deliver.class)).hasSize(5);
        assertThat(home.count(EventName.CALL_REQUESTED)).isEqualTo(1);
    }

    @Test
    void nobody_but_the_addressee_can_read_what_is_delivered() {
        Endpoint other = home.new Endpoint();
        other.joined("tablet", Role.CALLER, "home").registered("192.0.2.4:7");
        List<Output> outputs = home.switchboard.onMessage(
                Topics.up(phone.id()), phone.sealed(send(SignalKind.CALL_REQUEST, door.id())), home.now);
        List<Output.Publish> published = outputs.stream()
                .filter(Output.Publish.class::isInstance)
                .map(Output.Publish.class::cast)
                .toList();
        // The relay's grant to each end, and the notice.
        assertThat(published).hasSize(3).allSatisfy(message -> {
            Endpoint addressee = message.topic().equals(Topics.down(door.id())) ? door : phone;
            assertThat(message.topic()).isEqualTo(Topics.down(addressee.id()));
            assertThat(message.payload().toHex()).doesNotContain(envelope.toHex());
            assertThat(other.channel.open(message.topic(), message.payload())).isEmpty();
            assertThat(addressee.channel.open(message.topic(), message.payload()))
                    .isPresent();
        });
    }

    @Test
    void devices_do_not_call_callers_do_not_answer_and_nobody_calls_its_own_kind() {
        Endpoint tablet = home.new Endpoint();
        tablet.joined("tablet", Role.CALLER, "home").registered("192.0.2.4:7");
        door.say(send(SignalKind.CALL_REQUEST, phone.id()));
        assertThat(door.last(Undelivered.class).reason()).isEqualTo(Undelivered.Reason.NOT_ALLOWED);
        for (SignalKind kind : List.of(SignalKind.WINDOW_OPEN, SignalKind.RING, SignalKind.RING_OVER)) {
            phone.say(send(kind, door.id()));
            assertThat(phone.last(Undelivered.class).kind()).isEqualTo(kind);
        }
        // Who is a member concerns everybody alike.
        Set<SignalKind> ofHousehold =
                EnumSet.of(SignalKind.HOUSEHOLD, SignalKind.STATEMENTS, SignalKind.JOIN, SignalKind.JOINED);
        for (SignalKind kind : EnumSet.complementOf(EnumSet.copyOf(ofHousehold))) {
            int before = phone.heard(Undelivered.class).size();
            phone.say(send(kind, tablet.id()));
            phone.say(send(kind, phone.id()));
            assertThat(phone.heard(Undelivered.class)).hasSize(before + 2);
        }
        assertThat(tablet.heard(Deliver.class)).isEmpty();
        for (SignalKind kind : ofHousehold) {
            phone.say(send(kind, tablet.id()));
            assertThat(tablet.last(Deliver.class).kind()).isEqualTo(kind);
        }
        assertThat(phone.heard(Deliver.class)).isEmpty();
        assertThat(door.heard(Deliver.class)).isEmpty();
    }

    @Test
    void another_households_endpoint_is_as_unknown_as_one_that_does_not_exist() {
        Endpoint stranger = home.new Endpoint();
        stranger.joined("phone", Role.CALLER, "next door").registered("192.0.2.4:7");
        stranger.say(send(SignalKind.CALL_REQUEST, door.id()));
        stranger.say(send(SignalKind.CALL_REQUEST, new EndpointId("a".repeat(26))));
        assertThat(stranger.heard(Undelivered.class))
                .extracting(Undelivered::reason)
                .containsOnly(Undelivered.Reason.UNKNOWN_ENDPOINT)
                .hasSize(2);
        assertThat(door.heard(Deliver.class)).isEmpty();
        assertThat(home.counted(Counters.Reason.SIGNAL_UNDELIVERED)).isEqualTo(2);
    }

    @Test
    void calling_one_that_is_not_there_says_so() {
        door.say(new ControlSignal.Leave());
        phone.say(send(SignalKind.CALL_REQUEST, door.id()));
        Undelivered undelivered = phone.last(Undelivered.class);
        assertThat(undelivered.reason()).isEqualTo(Undelivered.Reason.NOT_REGISTERED);
        assertThat(undelivered.to()).isEqualTo(door.id());
        assertThat(undelivered.call()).isEqualTo(call);
    }

    @Test
    void a_ring_to_the_largest_household_and_its_end_may_come_at_once_twice() {
        door.say(new ControlSignal.Leave());
        door.login();
        for (int i = 0; i < 4 * ControlSignal.MOST_PEERS; i++) {
            door.say(send(SignalKind.RING, phone.id()));
        }
        assertThat(phone.heard(Deliver.class)).hasSize(4 * ControlSignal.MOST_PEERS);
        door.say(send(SignalKind.RING, phone.id()));
        assertThat(phone.heard(Deliver.class)).hasSize(4 * ControlSignal.MOST_PEERS);
        assertThat(door.last(Undelivered.class).reason()).isEqualTo(Undelivered.Reason.TOO_MANY);
        assertThat(home.counted(Counters.Reason.MESSAGE_TOO_MANY)).isEqualTo(1);
    }

    @Test
    void a_household_that_floods_with_all_it_has_is_cut_to_its_rate_and_another_is_heard_as_ever() {
        List<Household.Endpoint> flood = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            flood.add(home.new Endpoint().joined("flood-" + i, Role.CALLER, "flood"));
        }
        int seconds = 4;
        for (int i = 0; i < seconds * 100; i++) {
            home.now = home.now.plus(Duration.ofMillis(10));
            int sequence = i;
            flood.forEach(one -> one.say(new ControlSignal.AreYouAlive(sequence)));
        }
        int heard = flood.stream()
                .mapToInt(one -> one.heard(ControlSignal.Alive.class).size())
                .sum();
        assertThat(heard)
                .isBetween(HouseholdRates.BURST, HouseholdRates.BURST + (seconds + 1) * HouseholdRates.PER_SECOND);
        assertThat(home.counted(Counters.Reason.MESSAGE_TOO_MANY)).isPositive();
        phone.say(new ControlSignal.AreYouAlive(77));
        assertThat(phone.last(ControlSignal.Alive.class).sequence()).isEqualTo(77);
    }

    @Test
    void in_the_long_run_an_endpoint_is_heard_thirty_two_times_a_second_and_others_as_ever() {
        for (int i = 0; i < 10_000; i++) {
            home.now = home.now.plus(Duration.ofMillis(1));
            door.say(new ControlSignal.AreYouAlive(i));
        }
        assertThat(door.heard(ControlSignal.Alive.class).size()).isBetween(320, 320 + Session.BURST);
        phone.say(new ControlSignal.AreYouAlive(77));
        assertThat(phone.last(ControlSignal.Alive.class).sequence()).isEqualTo(77);
    }

    private ControlSignal.Send send(SignalKind kind, EndpointId to) {
        return new ControlSignal.Send(kind, to, call, Duration.ofSeconds(5), envelope);
    }
}
