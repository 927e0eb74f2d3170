package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.manager.status.StatusReport;
import io.transom.manager.status.StatusTable;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.StunMessage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running manager passes a call's datagrams on: through its UDP port, through its HTTP port, from one to the other. */
class RelayingTest {
    private static final Duration NOTHING_COMES = Duration.ofMillis(300);

    @TempDir
    static Path directory;

    private static Manager manager;
    private static int pairs;

    private RawEndpoint door;
    private RawEndpoint phone;

    private final CallId call = CallId.random(RawEndpoint.ENTROPY);
    private RelayGranted doors;
    private RelayGranted phones;

    @BeforeAll
    static void start() throws Exception {
        manager = Manager.start(Settings.in(directory.resolve("data")), RawEndpoint.ENTROPY);
        assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
    }

    private static RawEndpoint joined(Manager at, Path data, String name, Role role) throws Exception {
        return new RawEndpoint(at.httpPort())
                .comeIn(Optional.of(
                        InviteProgram.invite(data, name, role, "home", Duration.ofHours(1), RawEndpoint.ENTROPY)));
    }

    @AfterAll
    static void stop() {
        manager.close();
    }

    /** New ends for each call: one endpoint has few grants at once. */
    @BeforeEach
    void a_call_is_requested() throws Exception {
        Path data = directory.resolve("data");
        pairs++;
        door = joined(manager, data, "door " + pairs, Role.DEVICE);
        phone = joined(manager, data, "phone " + pairs, Role.CALLER);
        phone.say(request(door, call));
        phones = phone.hear(RelayGranted.class);
        doors = door.hear(RelayGranted.class);
        assertThat(door.hear(Deliver.class).call()).isEqualTo(call);
        assertThat(phones.call()).isEqualTo(call);
        assertThat(doors.call()).isEqualTo(call);
    }

    @AfterEach
    void they_leave() {
        door.close();
        phone.close();
    }

    private static ControlSignal.Send request(RawEndpoint to, CallId call) {
        return new ControlSignal.Send(
                SignalKind.CALL_REQUEST, to.id(), call, Duration.ofSeconds(8), Bytes.utf8("sealed"));
    }

    @Test
    void both_ends_on_udp_hear_each_other_and_status_counts_it() throws Exception {
        try (RelayedEnd home = new RelayedEnd.Udp(manager.udpPort());
                RelayedEnd away = new RelayedEnd.Udp(manager.udpPort())) {
            StatusReport.RelayUse before = manager.status().relay().orElseThrow();
            assertThat(home.bind(doors, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            assertThat(away.bind(phones, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            away.say(phones, "hello?");
            assertThat(home.hear(doors)).contains("hello?");
            home.say(doors, "the door");
            assertThat(away.hear(phones)).contains("the door");
            StatusReport after = manager.status();
            assertThat(after.relay().orElseThrow().packets()).isEqualTo(before.packets() + 2);
            assertThat(after.relay().orElseThrow().octets()).isEqualTo(before.octets() + 6 + 8);
            assertThat(StatusTable.of(StatusReport.parse(after.json()))).contains("packets (0.0 MB) passed on");
        }
    }

    @Test
    void an_end_whose_udp_is_blocked_talks_through_the_http_port_with_one_on_udp() throws Exception {
        try (RelayedEnd home = new RelayedEnd.Udp(manager.udpPort());
                RelayedEnd.Tunnelled away = new RelayedEnd.Tunnelled(manager.httpPort())) {
            assertThat(home.bind(doors, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            assertThat(away.bind(phones, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            for (int i = 0; i < 50; i++) {
                away.say(phones, "up " + i);
                assertThat(home.hear(doors)).contains("up " + i);
                home.say(doors, "down " + i);
                assertThat(away.hear(phones)).contains("down " + i);
            }
        }
    }

    @Test
    void both_ends_may_be_in_tunnels() throws Exception {
        try (RelayedEnd home = new RelayedEnd.Tunnelled(manager.httpPort());
                RelayedEnd away = new RelayedEnd.Tunnelled(manager.httpPort())) {
            assertThat(home.bind(doors, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            assertThat(away.bind(phones, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            away.say(phones, "x".repeat(1_300));
            assertThat(home.hear(doors)).contains("x".repeat(1_300));
        }
    }

    @Test
    void the_programs_own_tunnel_carries_a_call_and_its_end_is_told() throws Exception {
        try (RelayedEnd home = new RelayedEnd.Udp(manager.udpPort());
                RelayedEnd.OurTunnel away = new RelayedEnd.OurTunnel(manager.httpPort())) {
            assertThat(home.bind(doors, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            assertThat(away.bind(phones, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            for (int i = 0; i < 20; i++) {
                away.say(phones, "up " + i);
                home.say(doors, "down " + i);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(home.hear(doors)).contains("up " + i);
                assertThat(away.hear(phones)).contains("down " + i);
            }
            away.send(Bytes.owning(new byte[4_000]));
            assertThat(away.closed.get(5, TimeUnit.SECONDS)).isNotEmpty();
        }
    }

    @Test
    void an_end_that_moves_from_a_tunnel_to_udp_is_heard_and_reached_there_only() throws Exception {
        try (RelayedEnd home = new RelayedEnd.Udp(manager.udpPort());
                RelayedEnd tunnel = new RelayedEnd.Tunnelled(manager.httpPort());
                RelayedEnd udp = new RelayedEnd.Udp(manager.udpPort())) {
            home.bind(doors, 1);
            assertThat(tunnel.bind(phones, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            assertThat(udp.bind(phones, 2)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
            home.say(doors, "where are you?");
            assertThat(udp.hear(phones)).contains("where are you?");
            tunnel.say(phones, "not here any more");
            assertThat(home.hear(doors, NOTHING_COMES)).isEmpty();
            assertThat(tunnel.hear(phones, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void who_was_granted_nothing_is_not_answered_and_heard_by_nobody() throws Exception {
        try (RelayedEnd home = new RelayedEnd.Udp(manager.udpPort());
                RelayedEnd away = new RelayedEnd.Udp(manager.udpPort());
                RelayedEnd stranger = new RelayedEnd.Udp(manager.udpPort())) {
            home.bind(doors, 1);
            away.bind(phones, 1);
            stranger.say(phones, "I know the channel");
            stranger.send(Bytes.join(Bytes.hex("000900002112a442"), RawEndpoint.ENTROPY.bytes(12)));
            assertThat(home.hear(doors, NOTHING_COMES)).isEmpty();
            assertThat(stranger.hear(NOTHING_COMES)).isEmpty();
            assertThat(manager.status().counters()).containsKeys("relay-not-bound", "relay-malformed");
            away.say(phones, "undisturbed");
            assertThat(home.hear(doors)).contains("undisturbed");
        }
    }

    @Test
    void a_tunnel_that_binds_nothing_is_closed_after_five_seconds_and_a_wordy_one_at_once() throws Exception {
        try (RelayedEnd.Tunnelled silent = new RelayedEnd.Tunnelled(manager.httpPort());
                RelayedEnd.Tunnelled wordy = new RelayedEnd.Tunnelled(manager.httpPort());
                RelayedEnd.Tunnelled large = new RelayedEnd.Tunnelled(manager.httpPort());
                RelayedEnd.Tunnelled flood = new RelayedEnd.Tunnelled(manager.httpPort())) {
            wordy.socket.sendText("let me in", true).join();
            wordy.closed.get(2, TimeUnit.SECONDS);
            large.send(Bytes.owning(new byte[4_000]));
            large.closed.get(2, TimeUnit.SECONDS);
            for (int i = 0; i < 2_000 && !flood.closed.isDone(); i++) {
                flood.socket
                        .sendBinary(ByteBuffer.wrap(new byte[] {64, 0, 0, 1, 1}), true)
                        .exceptionally(cut -> flood.socket)
                        .join();
            }
            flood.closed.get(2, TimeUnit.SECONDS);
            assertThat(silent.closed).isNotDone();
            silent.closed.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_relayed_call_goes_on_through_a_manager_that_was_restarted() throws Exception {
        Path data = directory.resolve("restarted");
        RawEndpoint device;
        RawEndpoint caller;
        try (Manager before = Manager.start(Settings.in(data), RawEndpoint.ENTROPY)) {
            assertThat(before.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
            device = joined(before, data, "door", Role.DEVICE);
            caller = joined(before, data, "phone", Role.CALLER);
            caller.say(request(device, call));
            assertThat(device.hear(RelayGranted.class).call()).isEqualTo(call);
            device.close();
            caller.close();
        }
        try (Manager after = Manager.start(Settings.in(data), RawEndpoint.ENTROPY)) {
            assertThat(after.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
            try (RawEndpoint door = new RawEndpoint(after.httpPort(), device.identity).comeIn(Optional.empty());
                    RawEndpoint phone = new RawEndpoint(after.httpPort(), caller.identity).comeIn(Optional.empty());
                    RelayedEnd home = new RelayedEnd.Udp(after.udpPort());
                    RelayedEnd away = new RelayedEnd.Tunnelled(after.httpPort())) {
                door.say(new ControlSignal.ClaimRelay(call, phone.id()));
                phone.say(new ControlSignal.ClaimRelay(call, door.id()));
                RelayGranted doors = door.hear(RelayGranted.class);
                RelayGranted phones = phone.hear(RelayGranted.class);
                assertThat(home.bind(doors, 7)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
                assertThat(away.bind(phones, 7)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
                away.say(phones, "still there?");
                assertThat(home.hear(doors)).contains("still there?");
            }
        }
    }

    @Test
    void the_relay_has_no_page_and_with_the_relay_off_no_path_and_no_grant() throws Exception {
        assertThat(RawEndpoint.get(manager.httpPort(), "/relay").statusCode()).isEqualTo(400);
        Path data = directory.resolve("without");
        try (Manager without = Manager.start(Settings.in(data).withRelay(Optional.empty()), RawEndpoint.ENTROPY)) {
            assertThat(without.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
            assertThat(RawEndpoint.get(without.httpPort(), "/relay").statusCode())
                    .isEqualTo(404);
            assertThat(without.status().relay()).isEmpty();
            assertThat(StatusTable.of(without.status())).contains("The relay is off");
            try (RawEndpoint device = joined(without, data, "door", Role.DEVICE);
                    RawEndpoint caller = joined(without, data, "phone", Role.CALLER)) {
                caller.say(request(device, call));
                assertThat(device.hear(ControlSignal.Down.class)).isInstanceOf(Deliver.class);
            }
        }
    }
}
