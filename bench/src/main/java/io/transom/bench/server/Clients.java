package io.transom.bench.server;

import io.transom.wire.Bytes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** So many endpoints' sockets that ask one server. What doesn't come within seconds is a failure: loopback loses nothing. */
final class Clients implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final DatagramPacket heard = new DatagramPacket(new byte[2048], 2048);

    Clients(int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            sockets.add(socket);
        }
    }

    Bytes ask(int which, Bytes question) throws IOException {
        send(which, question);
        sockets.get(which).receive(heard);
        return Bytes.of(heard.getData(), 0, heard.getLength());
    }

    /** One from each. */
    void send(List<Bytes> datagrams) throws IOException {
        for (int i = 0; i < sockets.size(); i++) {
            send(i, datagrams.get(i));
        }
    }

    /** One at each. */
    void hear() throws IOException {
        for (DatagramSocket socket : sockets) {
            socket.receive(heard);
        }
    }

    private void send(int which, Bytes datagram) throws IOException {
        sockets.get(which).send(new DatagramPacket(datagram.shared(), datagram.length()));
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
