package io.transom.node.control;

import io.transom.node.udp.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes plain sockets and can close all that it made, under whoever hangs in one. */
final class Sockets extends SocketFactory {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private final List<Socket> made = new ArrayList<>();
    private boolean closed;

    @Override
    public synchronized Socket createSocket() throws IOException {
        if (closed) {
            throw new IOException("the connection is over");
        }
        Socket socket = new Socket();
        // A control message is small and someone waits for it.
        socket.setTcpNoDelay(true);
        made.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("only unconnected sockets are made here");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    synchronized boolean anyHasLostItsAddress() {
        return made.stream()
                .anyMatch(socket -> socket.isBound()
                        && !socket.isClosed()
                        && !socket.getLocalAddress().isAnyLocalAddress()
                        && !Addresses.isOfThisMachine(socket.getLocalAddress()));
    }

    synchronized void closeAll() {
        closed = true;
        for (Socket socket : made) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("a socket did not close: {}", e.getMessage());
            }
        }
    }
}
