package io.transom.node.udp;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.util.List;

/** Sockets whose every datagram goes through a router in user space; nothing else is heard. */
public final class ViaRouter extends UdpSocketsAround {
    private final UdpAddress router;

    private ViaRouter(UdpSockets inner, UdpAddress router) {
        super(inner);
        this.router = router;
    }

    /** {@code inner} behind the router at {@code router}. */
    public static Factory through(UdpAddress router, Factory inner) {
        return (ports, receiver) -> bind(router, inner, ports, receiver);
    }

    private static UdpSockets bind(UdpAddress router, Factory inner, List<Integer> ports, Receiver receiver)
            throws IOException {
        return new ViaRouter(
                inner.bind(ports, (socket, from, datagram) -> {
                    if (from.equals(router)) {
                        unwrap(socket, datagram, receiver);
                    }
                }),
                router);
    }

    private static void unwrap(int socket, Bytes framed, Receiver receiver) {
        int ipLength = framed.isEmpty() ? 0 : framed.at(0) == 4 ? 4 : framed.at(0) == 6 ? 16 : 0;
        int header = 1 + ipLength + 2;
        if (ipLength == 0 || framed.length() < header) {
            return;
        }
        int port = framed.at(header - 2) << 8 | framed.at(header - 1);
        UdpAddress from = new UdpAddress(new IpAddress(framed.slice(1, 1 + ipLength)), port);
        receiver.onDatagram(socket, from, framed.slice(header, framed.length()));
    }

    @Override
    public void send(int socket, UdpAddress to, Bytes datagram) {
        Bytes family = Bytes.of((byte) (to.ip().isV4() ? 4 : 6));
        Bytes port = Bytes.of((byte) (to.port() >> 8), (byte) to.port());
        super.send(socket, router, Bytes.join(family, to.ip().octets(), port, datagram));
    }

    /** Only the addresses on the router's own side: this machine's others can't be reached through it. */
    @Override
    public List<List<UdpAddress>> hosts() {
        boolean loopback = router.ip().isLoopback();
        return super.hosts().stream()
                .map(hosts -> hosts.stream()
                        .filter(host -> host.ip().isLoopback() == loopback
                                && host.ip().isV4() == router.ip().isV4())
                        .toList())
                .toList();
    }
}
