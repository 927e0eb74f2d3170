package io.transom.lab.evil;

import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Somebody who has nothing to do with any of this, and keeps what is sent there. */
final class Victim implements AutoCloseable {
    private static final int LONGEST = 2048;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Queue<Bytes> heard = new ConcurrentLinkedQueue<>();

    Victim() throws IOException {
        Thread.ofVirtual().name("victim").start(() -> {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
                try {
                    socket.receive(packet);
                } catch (IOException closed) {
                    return;
                }
                heard.add(Bytes.owning(Arrays.copyOf(packet.getData(), packet.getLength())));
            }
        });
    }

    UdpAddress address() {
        return Addresses.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    List<Bytes> heard() {
        return List.copyOf(heard);
    }

    void say(UdpAddress to, Bytes datagram) throws IOException {
        socket.send(new DatagramPacket(datagram.toArray(), datagram.length(), Addresses.socketAddress(to)));
    }

    @Override
    public void close() {
        socket.close();
    }
}
