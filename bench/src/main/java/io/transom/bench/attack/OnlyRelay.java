package io.transom.bench.attack;

import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;
import java.util.function.Consumer;

/** The machine's own sockets, which everybody may send to; what leaves them is for the manager only. */
record OnlyRelay(UdpSockets inner, List<Integer> managerPorts) implements UdpSockets {
    /** {@code ports}: takes those that were bound. */
    static UdpSockets.Factory to(List<Integer> managerPorts, Consumer<Integer> ports) {
        return (wanted, receiver) -> {
            UdpSockets bound = NettyUdp.bind(wanted, receiver);
            bound.hosts().stream()
                    .flatMap(List::stream)
                    .map(UdpAddress::port)
                    .distinct()
                    .forEach(ports);
            return new OnlyRelay(bound, managerPorts);
        };
    }

    @Override
    public void send(int socket, UdpAddress to, Bytes datagram) {
        if (managerPorts.contains(to.port())) {
            inner.send(socket, to, datagram);
        }
    }

    @Override
    public void openSpare(int socket) {
        inner.openSpare(socket);
    }

    @Override
    public void closeSpare(int socket) {
        inner.closeSpare(socket);
    }

    @Override
    public List<List<UdpAddress>> hosts() {
        return inner.hosts();
    }

    @Override
    public void close() {
        inner.close();
    }
}
