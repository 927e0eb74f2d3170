package io.transom.lab.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only that nothing comes too early or changed: how late it comes is the machine's business. */
class LinesThatTakeTimeTest {
    private static final Duration DELAY = Duration.ofMillis(30);

    @Test
    void a_datagram_takes_the_line_out_and_the_line_in() throws IOException {
        try (UserSpaceRouter router = new UserSpaceRouter(
                        RouterKind.parse("ei/apd").orElseThrow(),
                        UdpAddress.parse("127.1.8.1:0").orElseThrow(),
                        IpAddress.of(127, 101, 8, 1),
                        DELAY);
                DatagramSocket endpoint = socket("127.1.8.2");
                DatagramSocket world = socket("127.0.0.1")) {
            long sent = System.nanoTime();
            endpoint.send(framed(router, world, (byte) 42));
            DatagramPacket seen = receive(world);
            assertThat(seen.getData()[0]).isEqualTo((byte) 42);
            assertThat(since(sent)).isGreaterThanOrEqualTo(DELAY);

            world.send(new DatagramPacket(new byte[] {7}, 1, seen.getSocketAddress()));
            DatagramPacket back = receive(endpoint);
            assertThat(back.getData()[back.getLength() - 1]).isEqualTo((byte) 7);
            assertThat(since(sent)).isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
        }
    }

    @Test
    void what_entered_the_line_first_leaves_it_first_and_not_before_its_time() throws IOException {
        DelayLine line = new DelayLine(DELAY);
        List<Byte> arrived = new ArrayList<>();
        long late = DELAY.toNanos();
        line.carry(ByteBuffer.wrap(new byte[] {1}), 0, datagram -> arrived.add(datagram.get()));
        line.carry(ByteBuffer.wrap(new byte[] {2}), 5, datagram -> arrived.add(datagram.get()));
        assertThat(line.untilNext(0)).isEqualTo(late);
        line.deliver(late - 1);
        assertThat(arrived).isEmpty();
        line.deliver(late);
        assertThat(arrived).containsExactly((byte) 1);
        line.deliver(late + 5);
        assertThat(arrived).containsExactly((byte) 1, (byte) 2);
        assertThat(line.untilNext(late + 5)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_full_line_loses_what_comes_next() throws IOException {
        DelayLine line = new DelayLine(DELAY);
        List<Integer> arrived = new ArrayList<>();
        for (int i = 0; i < DelayLine.MOST_ON_THE_WAY + 10; i++) {
            int number = i;
            line.carry(ByteBuffer.allocate(0), 0, datagram -> arrived.add(number));
        }
        line.deliver(DELAY.toNanos());
        assertThat(arrived).hasSize(DelayLine.MOST_ON_THE_WAY).startsWith(0, 1, 2);
    }

    @Test
    void a_tcp_line_carries_every_octet_late_and_then_the_end() throws Exception {
        try (ServerSocket echo = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                DelayedTcp line = new DelayedTcp(new InetSocketAddress("127.0.0.1", echo.getLocalPort()), DELAY)) {
            Thread.ofPlatform().daemon().start(() -> echoOnce(echo));
            try (Socket client = new Socket("127.0.0.1", line.port())) {
                client.setSoTimeout(5_000);
                long sent = System.nanoTime();
                byte[] words = "a transom is the window above a door".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                client.getOutputStream().write(words);
                client.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(words);
                assertThat(since(sent)).isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
            }
        }
    }

    private static void echoOnce(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            byte[] buffer = new byte[1_024];
            int count = socket.getInputStream().read(buffer);
            socket.getOutputStream().write(buffer, 0, count);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static DatagramSocket socket(String ip) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(ip), 0));
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static DatagramPacket framed(UserSpaceRouter router, DatagramSocket to, byte octet) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(8);
        frame.put((byte) 4)
                .put(to.getLocalAddress().getAddress())
                .putShort((short) to.getLocalPort())
                .put(octet);
        UdpAddress inside = router.insideAddress();
        return new DatagramPacket(
                frame.array(), 8, InetAddress.getByName(inside.ip().toString()), inside.port());
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        return packet;
    }
}
