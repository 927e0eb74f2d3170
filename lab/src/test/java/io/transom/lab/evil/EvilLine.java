package io.transom.lab.evil;

import io.transom.node.udp.Addresses;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
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

    private static final int LONGEST = 2048;

    private final int managersPort;
    private final List<DatagramSocket> fronts;
    private final Map<InetSocketAddress, DatagramSocket> places = new ConcurrentHashMap<>();
    private final Queue<Bytes> strays = new ConcurrentLinkedQueue<>();
    private volatile Twist twist = Twist.HONEST;

    EvilLine(int managersPort) throws IOException {
        this.managersPort = managersPort;
        this.fronts = List.of(socket(), socket());
        for (int i = 0; i < fronts.size(); i++) {
            int port = managersPort + i;
            DatagramSocket front = fronts.get(i);
            receive(front, (from, datagram) -> send(place(from), loopback(port), datagram));
        }
    }

    List<Integer> ports() {
        return fronts.stream().map(DatagramSocket::getLocalPort).toList();
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
            UdpSockets all = io.transom.node.udp.NettyUdp.bind(wanted, (socket, from, datagram) -> {
                if (ports().contains(from.port())) {
                    receiver.onDatagram(socket, from, datagram);
                }
            });
            return new OnlyHere(all);
        };
    }

    @Override
    public void close() {
        fronts.forEach(DatagramSocket::close);
        places.values().forEach(DatagramSocket::close);
    }

    /** Where the manager sees that endpoint. */
    private DatagramSocket place(InetSocketAddress endpoint) {
        return places.computeIfAbsent(endpoint, unseen -> {
            try {
                DatagramSocket place = socket();
                receive(place, (from, datagram) -> {
                    int front = from.getPort() - managersPort;
                    if (front == 0 || front == 1) {
                        twist.instead(endpoint, datagram).forEach(said -> send(fronts.get(front), endpoint, said));
                    } else {
                        strays.add(datagram);
                    }
                });
                return place;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private interface Hearing {
        void on(InetSocketAddress from, Bytes datagram);
    }

    private static DatagramSocket socket() throws IOException {
        return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void receive(DatagramSocket socket, Hearing hearing) {
        Thread.ofVirtual().name("evil-line").start(() -> {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
                try {
                    socket.receive(packet);
                } catch (IOException closed) {
                    return;
                }
                byte[] octets = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                hearing.on((InetSocketAddress) packet.getSocketAddress(), Bytes.owning(octets));
            }
        });
    }

    private static void send(DatagramSocket through, InetSocketAddress to, Bytes datagram) {
        try {
            through.send(new DatagramPacket(datagram.toArray(), datagram.length(), to));
        } catch (IOException e) {
            if (!through.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class OnlyHere implements UdpSockets {
        private final UdpSockets all;

        OnlyHere(UdpSockets all) {
            this.all = all;
        }

        @Override
        public void send(int socket, UdpAddress to, Bytes datagram) {
            if (ports().contains(to.port())
                    && Addresses.socketAddress(to).getAddress().isLoopbackAddress()) {
                all.send(socket, to, datagram);
            }
        }

        @Override
        public void openSpare(int socket) {
            all.openSpare(socket);
        }

        @Override
        public void closeSpare(int socket) {
            all.closeSpare(socket);
        }

        @Override
        public List<List<UdpAddress>> hosts() {
            return all.hosts();
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
