package io.transom.manager.reflector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.manager.Switchboard.Reflector;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.manager.count.Counters;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReflectorSocketsTest {
    private static final int RFC_5780_SHIFT = 3;

    @TempDir
    Path directory;

    private static Bytes ask(DatagramSocket socket, InetAddress host, int port, Bytes request) throws Exception {
        socket.send(new DatagramPacket(request.toArray(), request.length(), host, port));
        return hear(socket).orElseThrow();
    }

    private static Optional<Bytes> hear(DatagramSocket socket) throws Exception {
        DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
        socket.receive(answer);
        return Optional.of(Bytes.of(answer.getData(), 0, answer.getLength()));
    }

    @Test
    void a_running_manager_tells_an_endpoint_where_it_is_seen_on_both_ports() throws Exception {
        try (Manager manager = Manager.start(Settings.in(directory.resolve("data")), new SystemEntropy());
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            socket.setSoTimeout(5_000);
            for (int port : List.of(manager.udpPort(), manager.udpPort() + 1)) {
                Bytes transaction = new SystemEntropy().bytes(12);
                Bytes request = StunCodec.encode(
                        new StunMessage(
                                StunMessage.Type.BINDING_REQUEST, transaction, List.of(new StunAttribute.Padding(64))),
                        Optional.empty());
                Bytes reply = ask(socket, InetAddress.getByName("127.0.0.1"), port, request);
                assertThat(reply.length()).isLessThanOrEqualTo(request.length());
                StunMessage answer = StunCodec.decode(reply).orElseThrow();
                assertThat(answer.transactionId()).isEqualTo(transaction);
                assertThat(answer.first(StunAttribute.XorMappedAddress.class)
                                .orElseThrow()
                                .address()
                                .port())
                        .isEqualTo(socket.getLocalPort());
            }
            socket.send(
                    new DatagramPacket(new byte[] {1, 2, 3}, 3, InetAddress.getByName("127.0.0.1"), manager.udpPort()));
            Bytes bare = StunCodec.encode(
                    new StunMessage(
                            StunMessage.Type.BINDING_REQUEST,
                            new SystemEntropy().bytes(12),
                            List.of(new StunAttribute.Padding(64))),
                    Optional.empty());
            assertThat(StunCodec.decode(ask(socket, InetAddress.getByName("127.0.0.1"), manager.udpPort(), bare)))
                    .isPresent();
            assertThat(manager.counters().of("datagrams that the reflector doesn't answer"))
                    .isEqualTo(1);
        }
    }

    @Test
    void an_answer_leaves_through_the_socket_that_was_decided_also_on_the_alternate_address() throws Exception {
        Reflector opposite = (socket, from, datagram, now) ->
                Optional.of(new Reflector.Reply(socket ^ RFC_5780_SHIFT, from, datagram));
        InetAddress primary = InetAddress.getByName("127.0.0.1");
        for (InetAddress bound : List.of(primary, InetAddress.getByName("0.0.0.0"))) {
            try (ReflectorSockets sockets = ReflectorSockets.bind(
                            bound,
                            IpAddress.parse("127.0.0.2"),
                            0,
                            port -> opposite,
                            Optional.empty(),
                            new Counters());
                    DatagramSocket socket = new DatagramSocket(0, primary)) {
                socket.setSoTimeout(5_000);
                socket.send(new DatagramPacket(new byte[] {7}, 1, primary, sockets.port()));
                DatagramPacket answer = new DatagramPacket(new byte[16], 16);
                socket.receive(answer);
                assertThat(answer.getSocketAddress()).isEqualTo(new InetSocketAddress("127.0.0.2", sockets.port() + 1));
            }
        }
    }

    @Test
    void a_taken_port_is_named_with_the_remedy() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> ReflectorSockets.bind(
                            taken.getLocalAddress(),
                            Optional.empty(),
                            taken.getLocalPort(),
                            port -> (socket, from, datagram, now) -> Optional.empty(),
                            Optional.empty(),
                            new Counters()))
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()))
                    .hasMessageContaining("--udp-port");
        }
    }
}
