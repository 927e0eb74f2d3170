package io.transom.node.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class UdpTest {
    private static final IpAddress LOOPBACK = IpAddress.of(127, 0, 0, 1);

    private record Got(int socket, UdpAddress from, Bytes datagram) {}

    private static UdpAddress loopback(UdpSockets sockets, int socket) {
        return new UdpAddress(LOOPBACK, sockets.hosts().get(socket).getFirst().port());
    }

    @Test
    void a_datagram_arrives_on_the_socket_it_was_sent_to_and_names_its_sender() throws Exception {
        BlockingQueue<Got> got = new LinkedBlockingQueue<>();
        try (UdpSockets here = NettyUdp.bind(List.of(0, 0), (s, from, d) -> {});
                UdpSockets there = NettyUdp.bind(List.of(0, 0), (s, from, d) -> got.add(new Got(s, from, d)))) {
            here.send(1, loopback(there, 1), Bytes.hex("0102"));
            assertThat(got.poll(5, TimeUnit.SECONDS)).isEqualTo(new Got(1, loopback(here, 1), Bytes.hex("0102")));
            assertThat(there.hosts().getFirst()).contains(loopback(there, 0));
        }
    }

    @Test
    void a_datagram_that_is_too_long_or_cannot_be_sent_harms_nothing() throws Exception {
        BlockingQueue<Got> got = new LinkedBlockingQueue<>();
        try (UdpSockets here = NettyUdp.bind(List.of(0), (s, from, d) -> {});
                UdpSockets there = NettyUdp.bind(List.of(0), (s, from, d) -> got.add(new Got(s, from, d)))) {
            here.send(0, loopback(there, 0), Bytes.owning(new byte[70_000]));
            here.send(0, new UdpAddress(LOOPBACK, 0), Bytes.hex("01"));
            UdpAddress to = loopback(there, 0);
            try (java.net.DatagramSocket stranger = new java.net.DatagramSocket()) {
                stranger.send(new java.net.DatagramPacket(
                        new byte[10_000], 10_000, new java.net.InetSocketAddress("127.0.0.1", to.port())));
            }
            assertThat(got.poll(5, TimeUnit.SECONDS).datagram().length()).isEqualTo(2048);
            here.send(0, to, Bytes.hex("03"));
            assertThat(got.poll(5, TimeUnit.SECONDS).datagram()).isEqualTo(Bytes.hex("03"));
            assertThat(((NettyUdp) here).dropped()).isEqualTo(2);
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (UdpSockets first = NettyUdp.bind(List.of(0), (s, from, d) -> {})) {
            int port = loopback(first, 0).port();
            assertThatThrownBy(() -> NettyUdp.bind(List.of(port), (s, from, d) -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(port));
        }
    }

    @Test
    void a_spare_socket_comes_and_goes_and_is_heard_under_its_own_number() throws Exception {
        BlockingQueue<Got> got = new LinkedBlockingQueue<>();
        try (UdpSockets sockets = NettyUdp.bind(List.of(0), (s, from, d) -> got.add(new Got(s, from, d)))) {
            sockets.send(300, loopback(sockets, 0), Bytes.hex("00"));
            sockets.openSpare(300);
            sockets.openSpare(300);
            sockets.send(300, loopback(sockets, 0), Bytes.hex("aa"));
            Got first = Objects.requireNonNull(got.poll(5, TimeUnit.SECONDS));
            assertThat(first.datagram())
                    .as("what was sent before there was a socket is dropped")
                    .isEqualTo(Bytes.hex("aa"));
            sockets.send(0, first.from(), Bytes.hex("bb"));
            assertThat(Objects.requireNonNull(got.poll(5, TimeUnit.SECONDS)).socket())
                    .isEqualTo(300);
            sockets.closeSpare(300);
            sockets.closeSpare(300);
            sockets.send(300, loopback(sockets, 0), Bytes.hex("cc"));
            assertThat(sockets.hosts()).hasSize(1);
            assertThat(got).isEmpty();
        }
    }

    @Test
    void half_a_thousand_spare_sockets_are_opened_written_from_and_closed_at_once() throws Exception {
        int count = 512;
        BlockingQueue<Got> got = new LinkedBlockingQueue<>();
        try (UdpSockets sockets = NettyUdp.bind(List.of(0), (s, from, d) -> got.add(new Got(s, from, d)))) {
            UdpAddress primary = loopback(sockets, 0);
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                sockets.openSpare(256 + i);
                sockets.send(256 + i, primary, Bytes.hex("aa"));
            }
            assertThat(System.nanoTime() - began).as("ns").isLessThan(1_000_000_000L);
            java.util.Set<UdpAddress> from = new java.util.LinkedHashSet<>();
            for (int i = 0; i < count; i++) {
                from.add(Objects.requireNonNull(got.poll(5, TimeUnit.SECONDS)).from());
            }
            assertThat(from).as("each from a port of its own").hasSize(count);
            for (int i = 0; i < count; i++) {
                sockets.closeSpare(256 + i);
            }
            sockets.send(256, primary, Bytes.hex("bb"));
            assertThat(((NettyUdp) sockets).dropped()).isEqualTo(1);
        }
    }

    /** The other side of a router: shows what came in, and lets something be put in. */
    private static final class Inner implements UdpSockets {
        private final BlockingQueue<Got> sent = new LinkedBlockingQueue<>();
        private Receiver receiver = (s, from, d) -> {};

        @Override
        public void send(int socket, UdpAddress to, Bytes datagram) {
            sent.add(new Got(socket, to, datagram));
        }

        @Override
        public void openSpare(int socket) {}

        @Override
        public void closeSpare(int socket) {}

        @Override
        public List<List<UdpAddress>> hosts() {
            return List.of(List.of(new UdpAddress(LOOPBACK, 7), new UdpAddress(IpAddress.of(192, 168, 1, 2), 7)));
        }

        @Override
        public void close() {}
    }

    @Test
    void behind_a_router_every_datagram_is_framed_and_nobody_else_is_heard() throws Exception {
        UdpAddress router = new UdpAddress(LOOPBACK, 4000);
        Inner inner = new Inner();
        BlockingQueue<Got> got = new LinkedBlockingQueue<>();
        UdpSockets sockets = ViaRouter.through(router, (ports, receiver) -> {
                    inner.receiver = receiver;
                    return inner;
                })
                .bind(List.of(0), (s, from, d) -> got.add(new Got(s, from, d)));
        UdpAddress remote = UdpAddress.parse("203.0.113.9:258").orElseThrow();
        sockets.send(0, remote, Bytes.hex("aabb"));
        assertThat(inner.sent.poll()).isEqualTo(new Got(0, router, Bytes.hex("04cb0071090102aabb")));
        inner.receiver.onDatagram(0, remote, Bytes.hex("04cb0071090102aabb"));
        for (String cut : List.of("", "04", "04cb00710901", "05cb0071090102aabb", "06cb0071090102aabb")) {
            inner.receiver.onDatagram(0, router, Bytes.hex(cut));
        }
        assertThat(got).isEmpty();
        inner.receiver.onDatagram(0, router, Bytes.hex("04cb0071090102aabb"));
        assertThat(got.poll()).isEqualTo(new Got(0, remote, Bytes.hex("aabb")));
        assertThat(sockets.hosts()).containsExactly(List.of(new UdpAddress(LOOPBACK, 7)));
    }
}
