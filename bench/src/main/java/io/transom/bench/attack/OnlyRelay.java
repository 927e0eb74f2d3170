package io.transom.bench.attack;

import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.node.udp.UdpSocketsAround;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;
import java.util.function.Consumer;

/** The machine's own sockets, which everybody may send to; what leaves them is for the manager only. */
final class OnlyRelay extends UdpSocketsAround {
    private final List<Integer> managerPorts;

    private OnlyRelay(UdpSockets inner, List<Integer> managerPorts) {
        super(inner);
        this.managerPorts = managerPorts;
    }

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
            super.send(socket, to, datagram);
        }
    }
}
