package io.transom.lab.evil;

import io.transom.node.udp.Addresses;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.node.udp.UdpSocketsAround;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands before a manager's reflector and relay, as a reflector that lies and a relay that does: every endpoint is seen at
 * an address of the line's own, and what the relay says to it can be changed.
 *
 * <pre>
 *  endpoint --- UDP ---&gt; EvilLine, primary and alternate --- from one socket for each endpoint's ---&gt; true manager
 * </pre>
 */
final class EvilLine implements AutoCloseable {
    /** What goes to an endpoint in place of what the manager's reflector or relay says to it. */
    @FunctionalInterface
    interface Twist {
        List<Bytes> instead(InetSocketAddress endpoint, Bytes truth);

        Twist HONEST = (endpoint, truth) -> List.of(truth);
    }

    private final int managersPort;
    private final List<Ear> fronts;
    private final Map<InetSocketAddress, Ear> places = new ConcurrentHashMap<>();
    private final Queue<Bytes> strays = new ConcurrentLinkedQueue<>();
    private volatile Twist twist = Twist.HONEST;

    EvilLine(int managersPort) throws IOException {
        this.managersPort = managersPort;
        this.fronts = List.of(front(managersPort), front(managersPort + 1));
    }

    private Ear front(int managers) throws IOException {
        InetSocketAddress manager = new InetSocketAddress(InetAddress.getLoopbackAddress(), managers);
        return new Ear("evil-line", (from, datagram) -> place(from).say(manager, datagram));
    }

    List<Integer> ports() {
        return fronts.stream().map(Ear::port).toList();
    }

    void twists(Twist like) {
        twist = like;
    }

    /** What was sent to where this line's endpoints are said to be, by anybody but the manager. */
    Queue<Bytes> strays() {
        return strays;
    }

    /** An endpoint's sockets that reach nobody but the manager, through this line. */
    UdpSockets.Factory noOtherWay() {
        return (wanted, receiver) -> {
            UdpSockets all = NettyUdp.bind(wanted, (socket, from, datagram) -> {
                if (ports().contains(from.port())) {
                    receiver.onDatagram(socket, from, datagram);
                }
            });
            return new OnlyHere(all);
        };
    }

    @Override
    public void close() {
        fronts.forEach(Ear::close);
        places.values().forEach(Ear::close);
    }

    /** Where the manager sees that endpoint. */
    private Ear place(InetSocketAddress endpoint) {
        return places.computeIfAbsent(endpoint, unseen -> {
            try {
                return new Ear("evil-line", (from, datagram) -> {
                    int front = from.getPort() - managersPort;
                    if (front == 0 || front == 1) {
                        twist.instead(endpoint, datagram)
                                .forEach(said -> fronts.get(front).say(endpoint, said));
                    } else {
                        strays.add(datagram);
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private final class OnlyHere extends UdpSocketsAround {
        OnlyHere(UdpSockets all) {
            super(all);
        }

        @Override
        public void send(int socket, UdpAddress to, Bytes datagram) {
            if (ports().contains(to.port())
                    && Addresses.socketAddress(to).getAddress().isLoopbackAddress()) {
                super.send(socket, to, datagram);
            }
        }
    }
}
