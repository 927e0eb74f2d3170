package io.transom.lab.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kernel sockets of this JVM in namespaces, behind routers in user space. */
@Timeout(30)
class TunLabTest {
    private static final RouterKind CONE = RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT);
    private static final RouterKind STRICT =
            RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
    private static final RouterKind SYMMETRIC =
            RouterKind.of(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
    private static final int SHORT_MILLIS = 300;

    private static TunLab lab;

    @BeforeAll
    static void there_is_a_kernel_to_build_homes_in() throws IOException {
        TunLab.obstacle().ifPresent(why -> {
            System.err.println("SKIPPED LOUDLY: the laboratory on TUN devices is not tested: " + why);
            Assumptions.abort(why);
        });
        lab = TunLab.open();
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void tcp_and_udp_and_ping_leave_with_the_routers_address() throws Exception {
        try (Home home = lab.home(HomeRouter.of(STRICT));
                ServerSocket server = lab.manager().call(() -> new ServerSocket(8080, 5, managerAddress()));
                DatagramSocket stranger = managers(3478)) {
            try (Socket client = home.host().call(() -> new Socket(managerAddress(), 8080));
                    Socket accepted = server.accept()) {
                assertThat(accepted.getInetAddress().getHostAddress())
                        .isEqualTo(home.address().toString());
                accepted.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
                assertThat(new String(client.getInputStream().readNBytes(5), StandardCharsets.UTF_8))
                        .isEqualTo("hello");
            }
            try (DatagramSocket socket = socketIn(home)) {
                send(socket, "to the manager", stranger.getLocalSocketAddress());
                DatagramPacket seen = receive(stranger);
                assertThat(text(seen)).isEqualTo("to the manager");
                assertThat(seen.getAddress().getHostAddress())
                        .isEqualTo(home.address().toString());
                send(stranger, "and back", seen.getSocketAddress());
                assertThat(text(receive(socket))).isEqualTo("and back");
            }
            // As root this is an ICMP echo; nothing listens at port 7, where it would knock otherwise.
            assertThat(home.host().call(() -> managerAddress().isReachable(2_000)))
                    .isTrue();
        }
    }

    @Test
    void the_router_decides_who_comes_in() throws Exception {
        try (Home cone = lab.home(HomeRouter.of(CONE));
                Home strict = lab.home(HomeRouter.of(STRICT));
                DatagramSocket manager = managers(3478);
                DatagramSocket other = managers(3479);
                DatagramSocket friendly = socketIn(cone);
                DatagramSocket careful = socketIn(strict)) {
            send(friendly, "here I am", manager.getLocalSocketAddress());
            send(other, "from elsewhere", receive(manager).getSocketAddress());
            assertThat(text(receive(friendly))).isEqualTo("from elsewhere");
            send(careful, "here I am", manager.getLocalSocketAddress());
            send(other, "from elsewhere", receive(manager).getSocketAddress());
            assertThatThrownBy(() -> receive(careful)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_symmetric_router_shows_every_remote_another_port() throws Exception {
        try (Home home = lab.home(HomeRouter.of(SYMMETRIC));
                DatagramSocket one = managers(3478);
                DatagramSocket two = managers(3479);
                DatagramSocket socket = socketIn(home)) {
            send(socket, "1", one.getLocalSocketAddress());
            send(socket, "2", two.getLocalSocketAddress());
            assertThat(receive(one).getPort()).isNotEqualTo(receive(two).getPort());
        }
    }

    @Test
    void a_line_takes_its_time_both_ways_and_a_cut_one_carries_nothing() throws Exception {
        try (Home home = lab.home(HomeRouter.of(STRICT).behind(Duration.ofMillis(20)));
                DatagramSocket manager = managers(3478);
                DatagramSocket socket = socketIn(home)) {
            long sent = System.nanoTime();
            send(socket, "there", manager.getLocalSocketAddress());
            send(manager, "and back", receive(manager).getSocketAddress());
            receive(socket);
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .isBetween(Duration.ofMillis(40), Duration.ofMillis(200));
            home.cut(true);
            send(socket, "lost", manager.getLocalSocketAddress());
            assertThatThrownBy(() -> receive(manager)).isInstanceOf(SocketTimeoutException.class);
            home.cut(false);
            send(socket, "found", manager.getLocalSocketAddress());
            assertThat(text(receive(manager))).isEqualTo("found");
        }
    }

    @Test
    void after_a_reboot_the_world_sees_another_address_and_the_old_one_is_deaf() throws Exception {
        try (Home home = lab.home(HomeRouter.of(CONE));
                DatagramSocket manager = managers(3478);
                DatagramSocket socket = socketIn(home)) {
            send(socket, "before", manager.getLocalSocketAddress());
            DatagramPacket before = receive(manager);
            home.reboot();
            send(manager, "to the old address", before.getSocketAddress());
            assertThatThrownBy(() -> receive(socket)).isInstanceOf(SocketTimeoutException.class);
            send(socket, "after", manager.getLocalSocketAddress());
            assertThat(receive(manager).getAddress()).isNotEqualTo(before.getAddress());
        }
    }

    @Test
    void a_router_that_rejects_is_heard_by_the_socket_that_knocked() throws Exception {
        try (Home home = lab.home(HomeRouter.of(STRICT.rejecting()));
                Home knocking = lab.home(HomeRouter.of(STRICT));
                DatagramSocket socket = socketIn(knocking)) {
            socket.connect(InetAddress.getByName(home.address().toString()), 50_000);
            socket.send(new DatagramPacket(new byte[10], 10));
            assertThatThrownBy(() -> receive(socket)).isInstanceOf(PortUnreachableException.class);
        }
    }

    @Test
    void homes_behind_one_carrier_meet_at_its_address_only_where_it_hairpins() throws Exception {
        assertThat(neighboursMeet(HomeRouter.of(CONE.hairpinning()))).isTrue();
        assertThat(neighboursMeet(HomeRouter.of(CONE))).isFalse();
    }

    private static boolean neighboursMeet(HomeRouter router) throws Exception {
        Carrier carrier = lab.carrier(router);
        try (Home one = carrier.home(HomeRouter.of(CONE));
                Home two = carrier.home(HomeRouter.of(CONE));
                DatagramSocket manager = managers(3478);
                DatagramSocket first = socketIn(one);
                DatagramSocket second = socketIn(two)) {
            send(first, "1", manager.getLocalSocketAddress());
            var seen = receive(manager).getSocketAddress();
            send(second, "hello, neighbour", seen);
            return text(receive(first)).equals("hello, neighbour");
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void where_udp_is_blocked_tcp_still_works() throws Exception {
        try (Home home = lab.home(HomeRouter.of(RouterKind.blocked()));
                ServerSocket server = lab.manager().call(() -> new ServerSocket(8080, 5, managerAddress()));
                DatagramSocket manager = managers(3478);
                DatagramSocket socket = socketIn(home)) {
            send(socket, "lost", manager.getLocalSocketAddress());
            assertThatThrownBy(() -> receive(manager)).isInstanceOf(SocketTimeoutException.class);
            home.host().call(() -> new Socket(managerAddress(), 8080)).close();
            server.accept().close();
        }
    }

    private static InetAddress managerAddress() throws IOException {
        return InetAddress.getByName(TunLab.MANAGER.toString());
    }

    private static DatagramSocket managers(int port) throws IOException {
        return timed(lab.manager().call(() -> new DatagramSocket(new InetSocketAddress(managerAddress(), port))));
    }

    private static DatagramSocket socketIn(Home home) throws IOException {
        return timed(home.host().call(() -> new DatagramSocket()));
    }

    private static DatagramSocket timed(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        return socket;
    }

    private static void send(DatagramSocket socket, String text, java.net.SocketAddress to) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(octets, octets.length, to));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
