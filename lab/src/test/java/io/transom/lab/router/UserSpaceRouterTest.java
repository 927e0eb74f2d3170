package io.transom.lab.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UserSpaceRouterTest {
    private static final IpAddress OUTSIDE = IpAddress.of(127, 101, 7, 1);

    @Test
    void an_endpoint_is_seen_at_the_outside_address_and_answered_through_it() throws IOException {
        try (UserSpaceRouter router = router("ei/apd");
                DatagramSocket endpoint = socket("127.1.7.2");
                DatagramSocket world = socket("127.0.0.1")) {
            endpoint.send(framed(router, world, "hello"));
            DatagramPacket seen = receive(world);
            assertThat(seen.getAddress().getHostAddress()).isEqualTo(OUTSIDE.toString());

            byte[] reply = "welcome".getBytes(StandardCharsets.UTF_8);
            world.send(new DatagramPacket(reply, reply.length, seen.getSocketAddress()));
            DatagramPacket back = receive(endpoint);
            assertThat(new String(back.getData(), 7, back.getLength() - 7, StandardCharsets.UTF_8))
                    .isEqualTo("welcome");
        }
    }

    @Test
    void a_stranger_who_was_never_sent_to_is_kept_out() throws IOException {
        try (UserSpaceRouter router = router("ei/apd");
                DatagramSocket endpoint = socket("127.1.7.2");
                DatagramSocket world = socket("127.0.0.1");
                DatagramSocket stranger = socket("127.0.0.1")) {
            endpoint.send(framed(router, world, "hello"));
            DatagramPacket seen = receive(world);
            stranger.send(new DatagramPacket(new byte[] {1}, 1, seen.getSocketAddress()));
            endpoint.setSoTimeout(200);
            assertThatThrownBy(() -> receive(endpoint)).isInstanceOf(SocketTimeoutException.class);
            assertThat(router.counters().dropped()).isEqualTo(1);
        }
    }

    @Test
    void a_port_that_somebody_else_holds_is_passed_over() throws IOException {
        try (DatagramSocket taken =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getByName(OUTSIDE.toString()), 49_152));
                UserSpaceRouter router = router("ei/apd");
                DatagramSocket endpoint = socket("127.1.7.2");
                DatagramSocket world = socket("127.0.0.1")) {
            endpoint.send(framed(router, world, "hello"));
            assertThat(receive(world).getPort()).isGreaterThan(taken.getLocalPort());
        }
    }

    private static UserSpaceRouter router(String kind) throws IOException {
        return new UserSpaceRouter(
                RouterKind.parse(kind).orElseThrow(),
                UdpAddress.parse("127.1.7.1:0").orElseThrow(),
                OUTSIDE);
    }

    private static DatagramSocket socket(String ip) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(ip), 0));
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static DatagramPacket framed(UserSpaceRouter router, DatagramSocket to, String text) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(4);
        frame.write(to.getLocalAddress().getAddress());
        frame.write(to.getLocalPort() >> 8);
        frame.write(to.getLocalPort());
        frame.write(text.getBytes(StandardCharsets.UTF_8));
        UdpAddress inside = router.insideAddress();
        return new DatagramPacket(
                frame.toByteArray(),
                frame.size(),
                InetAddress.getByName(inside.ip().toString()),
                inside.port());
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        return packet;
    }
}
