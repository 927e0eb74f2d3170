package io.transom.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.manager.Household.Endpoint;
import io.transom.core.relay.Origin;
import io.transom.core.relay.Relay;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The switchboard decides whose datagrams its relay passes on, and for how long. */
class RelayGrantTest {
    private final Household home = new Household();
    private final Endpoint door = home.new Endpoint();
    private final Endpoint phone = home.new Endpoint();
    private final CallId call = CallId.random(home.entropy);
    private final UdpAddress doorAt = UdpAddress.parse("203.0.113.1:4000").orElseThrow();
    private final UdpAddress phoneAt = UdpAddress.parse("198.51.100.1:9").orElseThrow();

    @BeforeEach
    void both_are_there() {
        door.joined("door", Role.DEVICE, "home").registered(doorAt.toString());
        phone.joined("phone", Role.CALLER, "home").registered(phoneAt.toString());
    }

    @Test
    void both_ends_of_a_requested_call_are_granted_it_and_the_device_before_the_notice() {
        phone.say(send(SignalKind.CALL_REQUEST, phone, door));
        RelayGranted callers = phone.last(RelayGranted.class);
        RelayGranted devices = door.last(RelayGranted.class);
        assertThat(callers.call()).isEqualTo(call);
        assertThat(devices.call()).isEqualTo(call);
        assertThat(callers.username()).isNotEqualTo(devices.username());
        assertThat(door.heard.getLast()).isInstanceOf(Deliver.class);
        assertThat(door.heard.get(door.heard.size() - 2)).isEqualTo(devices);
    }

    @Test
    void a_repeated_request_repeats_the_grant() {
        for (int i = 0; i < 5; i++) {
            phone.say(send(SignalKind.CALL_REQUEST, phone, door));
        }
        assertThat(phone.heard(RelayGranted.class)).hasSize(5).containsOnly(phone.last(RelayGranted.class));
        assertThat(door.heard(RelayGranted.class)).hasSize(5).containsOnly(door.last(RelayGranted.class));
        assertThat(home.relay.use().calls()).isEqualTo(1);
    }

    @Test
    void what_the_manager_does_not_carry_is_granted_nothing() {
        Endpoint stranger = home.new Endpoint();
        stranger.joined("phone", Role.CALLER, "next door").registered("192.0.2.4:7");
        stranger.say(send(SignalKind.CALL_REQUEST, stranger, door));
        door.say(send(SignalKind.CALL_REQUEST, door, phone));
        door.say(send(SignalKind.RING, door, phone));
        door.say(new ControlSignal.Leave());
        phone.say(send(SignalKind.CALL_REQUEST, phone, door));
        assertThat(home.relay.use().calls()).isZero();
    }

    @Test
    void the_relay_believes_the_reflectors_proofs_and_passes_sound_on() {
        phone.say(send(SignalKind.CALL_REQUEST, phone, door));
        assertThat(bind(phone.last(RelayGranted.class), phoneAt, home.proof(phoneAt)))
                .isEqualTo(StunMessage.Type.CHANNEL_BIND_SUCCESS);
        // Somebody else's proof is none.
        assertThat(bind(door.last(RelayGranted.class), doorAt, home.proof(phoneAt)))
                .isEqualTo(StunMessage.Type.CHANNEL_BIND_ERROR);
        assertThat(bind(door.last(RelayGranted.class), doorAt, home.proof(doorAt)))
                .isEqualTo(StunMessage.Type.CHANNEL_BIND_SUCCESS);
        Bytes sound = Bytes.utf8("sealed sound");
        Bytes sent = new ChannelFrame(phone.last(RelayGranted.class).channel(), sound).encode();
        Bytes passed = new ChannelFrame(door.last(RelayGranted.class).channel(), sound).encode();
        assertThat(home.relay.onDatagram(new Origin.Udp(phoneAt), sent, home.now))
                .containsExactly(new Relay.Out(new Origin.Udp(doorAt), passed));
    }

    @Test
    void a_hang_up_ends_the_grant_and_the_switchboards_clock_forgets_it() {
        phone.say(send(SignalKind.CALL_REQUEST, phone, door));
        Endpoint tablet = home.new Endpoint();
        tablet.joined("tablet", Role.CALLER, "home").registered("192.0.2.4:7");
        tablet.say(send(SignalKind.HANG_UP, tablet, door));
        home.after(Duration.ofSeconds(4));
        assertThat(home.relay.use().calls()).isEqualTo(1);
        door.say(send(SignalKind.HANG_UP, door, phone));
        home.after(Duration.ofSeconds(4));
        assertThat(home.relay.use().calls()).isZero();
    }

    @Test
    void a_manager_that_has_forgotten_a_call_grants_it_anew_once_both_of_its_ends_claim_it() {
        phone.say(new ControlSignal.ClaimRelay(call, door.id()));
        assertThat(phone.heard(RelayGranted.class)).isEmpty();
        door.say(new ControlSignal.ClaimRelay(call, phone.id()));
        assertThat(phone.last(RelayGranted.class).call()).isEqualTo(call);
        assertThat(door.last(RelayGranted.class).call()).isEqualTo(call);
        phone.say(new ControlSignal.ClaimRelay(call, door.id()));
        assertThat(phone.heard(RelayGranted.class)).hasSize(2).containsOnly(phone.last(RelayGranted.class));
        assertThat(door.heard(RelayGranted.class)).hasSize(1);
        assertThat(home.relay.use().calls()).isEqualTo(1);
    }

    @Test
    void a_claim_that_the_other_end_does_not_make_as_well_gets_nothing() {
        Endpoint tablet = home.new Endpoint();
        tablet.joined("tablet", Role.CALLER, "home").registered("192.0.2.4:7");
        Endpoint stranger = home.new Endpoint();
        stranger.joined("phone", Role.CALLER, "next door").registered("192.0.2.4:8");
        door.say(new ControlSignal.ClaimRelay(call, phone.id()));
        // Another end, another household, the same role, another call, oneself.
        tablet.say(new ControlSignal.ClaimRelay(call, door.id()));
        stranger.say(new ControlSignal.ClaimRelay(call, door.id()));
        phone.say(new ControlSignal.ClaimRelay(call, tablet.id()));
        phone.say(new ControlSignal.ClaimRelay(CallId.random(home.entropy), door.id()));
        door.say(new ControlSignal.ClaimRelay(call, door.id()));
        assertThat(home.relay.use().calls()).isZero();
    }

    @Test
    void who_has_hung_up_claims_nothing_any_more() {
        phone.say(new ControlSignal.ClaimRelay(call, door.id()));
        phone.say(send(SignalKind.HANG_UP, phone, door));
        door.say(new ControlSignal.ClaimRelay(call, phone.id()));
        assertThat(home.relay.use().calls()).isZero();
    }

    @Test
    void a_grant_that_holds_is_repeated_to_its_own_ends_only() {
        phone.say(send(SignalKind.CALL_REQUEST, phone, door));
        Endpoint tablet = home.new Endpoint();
        tablet.joined("tablet", Role.CALLER, "home").registered("192.0.2.4:7");
        tablet.say(new ControlSignal.ClaimRelay(call, door.id()));
        assertThat(tablet.heard(RelayGranted.class)).isEmpty();
        door.say(new ControlSignal.ClaimRelay(call, phone.id()));
        assertThat(door.heard(RelayGranted.class)).hasSize(2).containsOnly(door.last(RelayGranted.class));
    }

    @Test
    void a_switchboard_without_a_relay_grants_nothing() {
        assertThat(new Switchboard(home.manager, home.roster, home.entropy).relay())
                .isEmpty();
    }

    private StunMessage.Type bind(RelayGranted grant, UdpAddress from, Bytes proof) {
        StunMessage request = StunMessage.of(
                StunMessage.Type.CHANNEL_BIND_REQUEST,
                home.entropy.bytes(12),
                new StunAttribute.Username(grant.username()),
                new StunAttribute.ChannelNumber(grant.channel()),
                new StunAttribute.BindSequence(1),
                new StunAttribute.ObservationProof(proof));
        List<Relay.Out> outs = home.relay.onDatagram(
                new Origin.Udp(from), StunCodec.encode(request, Optional.of(grant.key())), home.now);
        assertThat(outs).hasSize(1);
        return StunCodec.decode(outs.getFirst().datagram()).orElseThrow().type();
    }

    private ControlSignal.Send send(SignalKind kind, Endpoint from, Endpoint to) {
        return new ControlSignal.Send(kind, to.id(), call, Duration.ofSeconds(5), Bytes.utf8("sealed by " + from.id()));
    }
}
