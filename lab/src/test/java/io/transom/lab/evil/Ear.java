package io.transom.lab.evil;

import io.transom.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A UDP socket on loopback that tells what it hears until it is closed, and can say something itself. */
final class Ear implements AutoCloseable {
    /** Called on the socket's own thread. */
    @FunctionalInterface
    interface Hearing {
        void on(InetSocketAddress from, Bytes datagram);
    }

    private static final int LONGEST = 2048;

    private final DatagramSocket socket;

    Ear(String name, Hearing hearing) throws IOException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name(name).start(() -> listen(hearing));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Nothing leaves once it is closed. */
    void say(InetSocketAddress to, Bytes datagram) {
        try {
            socket.send(new DatagramPacket(datagram.toArray(), datagram.length(), to));
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private void listen(Hearing hearing) {
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
            try {
                socket.receive(packet);
            } catch (IOException closed) {
                return;
            }
            byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
            hearing.on((InetSocketAddress) packet.getSocketAddress(), Bytes.owning(octets));
        }
    }
}
