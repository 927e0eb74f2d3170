package io.transom.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.transom.node.control.ManagerUrl;
import io.transom.wire.Bytes;
import io.transom.wire.relay.ChannelFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class WebSocketTunnelsTest {
    private static final String RELAY = WebSocketTunnel.SUB_PROTOCOL;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Bytes> arrived = new LinkedBlockingQueue<>();
    private final Tunnels.Listener ear = new Tunnels.Listener() {
        @Override
        public void opened() {
            told.add("opened");
        }

        @Override
        public void closed(String reason) {
            told.add(reason);
        }

        @Override
        public void arrived(Bytes datagram) {
            arrived.add(datagram);
        }
    };

    private String next() throws InterruptedException {
        return Objects.requireNonNull(told.poll(8, TimeUnit.SECONDS), "nothing was told");
    }

    private static Bytes sound(int number) {
        byte[] packet = new byte[160];
        packet[0] = (byte) 0x80;
        packet[2] = (byte) (number >> 8);
        packet[3] = (byte) number;
        return new ChannelFrame(0x4000, Bytes.owning(packet)).encode();
    }

    @Test
    void one_message_is_one_datagram_both_ways_in_order_and_the_end_is_told_once() throws Exception {
        try (RelayPort relay = new RelayPort("/relay", RELAY);
                WebSocketTunnels tunnels = new WebSocketTunnels(relay.url())) {
            Tunnels.Tunnel tunnel = tunnels.open(ear);
            assertThat(next()).isEqualTo("opened");
            tunnel.networkChanged();
            for (int i = 0; i < 10; i++) {
                tunnel.send(sound(i));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(arrived.poll(5, TimeUnit.SECONDS)).isEqualTo(sound(i));
            }
            relay.lines.take().close();
            assertThat(next()).isEqualTo("the tunnel broke");
            tunnel.send(sound(11));
            tunnel.close();
            assertThat(tunnels.dropped()).isEqualTo(1);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void a_manager_without_a_relay_or_without_an_ear_is_told_with_its_reason() throws Exception {
        try (RelayPort elsewhere = new RelayPort("/relay", "mqtt");
                WebSocketTunnels tunnels = new WebSocketTunnels(elsewhere.url())) {
            tunnels.open(ear);
            assertThat(next()).containsIgnoringCase("subprotocol");
        }
        // Bound, so that no other program of this machine is given it, and listening to nobody.
        try (Socket deaf = bound();
                WebSocketTunnels tunnels =
                        new WebSocketTunnels(ManagerUrl.parse("ws://127.0.0.1:" + deaf.getLocalPort() + "/mqtt"))) {
            tunnels.open(ear);
            assertThat(next()).contains("/relay").contains("nobody answers there");
        }
    }

    private static Socket bound() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    @Test
    void what_was_closed_on_purpose_tells_nothing() throws Exception {
        try (RelayPort relay = new RelayPort("/relay", RELAY);
                WebSocketTunnels tunnels = new WebSocketTunnels(relay.url())) {
            Tunnels.Tunnel first = tunnels.open(ear);
            assertThat(next()).isEqualTo("opened");
            first.close();
            relay.lines.take().closeFuture().sync();
            tunnels.open(ear);
            assertThat(next()).isEqualTo("opened");
        }
    }

    /** Six seconds of sound for a line that has stopped: at most what the kernels on both sides hold comes through late. */
    @Test
    void a_line_that_stands_still_loses_old_sound_instead_of_growing_late() throws Exception {
        int count = 300;
        try (RelayPort relay = new RelayPort("/relay", RELAY);
                WebSocketTunnels tunnels = new WebSocketTunnels(relay.url())) {
            Tunnels.Tunnel tunnel = tunnels.open(ear);
            assertThat(next()).isEqualTo("opened");
            Channel line = relay.lines.take();
            line.config().setAutoRead(false);
            for (int i = 0; i < count; i++) {
                tunnel.send(sound(i));
                // Faster than sound comes, but one by one.
                Thread.sleep(1);
            }
            long dropped = tunnels.dropped();
            assertThat(dropped).as("lost").isGreaterThan(count / 3);
            line.config().setAutoRead(true);
            Bytes last = Bytes.EMPTY;
            for (long i = 0; i < count - dropped; i++) {
                last = Objects.requireNonNull(arrived.poll(5, TimeUnit.SECONDS));
            }
            assertThat(last).as("the newest is always kept").isEqualTo(sound(count - 1));
        }
    }
}
