package io.transom.node.control;

import io.transom.node.udp.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one connection's sockets for Paho, without Nagle's delay, which Paho itself leaves on: the second of two messages
 * would wait for the other end's delayed acknowledgement of the first, 40 ms on Linux. It can close all that it made, under
 * whoever hangs in one.
 */
public final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private final List<Socket> made = new ArrayList<>();
    private boolean closed;

    /** Of plain sockets. */
    public SocketFactory plain() {
        return new Unconnected(Socket::new);
    }

    /**
     * Of sockets that speak TLS from their first octet on, with the host's name asked for and checked. Not an {@code
     * SSLSocketFactory}: with one Paho sets TLS up itself, which it can't for a host that is an IPv6 address.
     */
    SocketFactory secure(TlsTrust trust) {
        return new Unconnected(() -> {
            SSLSocket socket = (SSLSocket) trust.context().getSocketFactory().createSocket();
            socket.setSSLParameters(TlsTrust.parameters());
            return socket;
        });
    }

    private synchronized Socket prepared(Socket socket) throws IOException {
        if (closed) {
            socket.close();
            throw new IOException("the connection is over");
        }
        socket.setTcpNoDelay(true);
        made.add(socket);
        return socket;
    }

    /** No link of this machine has the address any more that a connection was made from. */
    synchronized boolean anyHasLostItsAddress() {
        return made.stream()
                .anyMatch(socket -> socket.isBound()
                        && !socket.isClosed()
                        && !socket.getLocalAddress().isAnyLocalAddress()
                        && !Addresses.isOfThisMachine(socket.getLocalAddress()));
    }

    public synchronized void closeAll() {
        closed = true;
        for (Socket socket : made) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("a socket did not close: {}", e.getMessage());
            }
        }
    }

    private static IOException connected() {
        return new IOException("only unconnected sockets are made here");
    }

    private interface Making {
        Socket socket() throws IOException;
    }

    private final class Unconnected extends SocketFactory {
        private final Making making;

        Unconnected(Making making) {
            this.making = making;
        }

        @Override
        public Socket createSocket() throws IOException {
            return prepared(making.socket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw connected();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw connected();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw connected();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            throw connected();
        }
    }
}
