package io.transom.node.control;

import io.transom.node.udp.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
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
        return new Plain();
    }

    /** Of TLS sockets; the certificate's name is checked, which Paho asks for too. */
    SSLSocketFactory secure(TlsTrust trust) {
        return new Secure(trust.context().getSocketFactory());
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

    private final class Plain extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            return prepared(new Socket());
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

    private final class Secure extends SSLSocketFactory {
        private final SSLSocketFactory platform;

        Secure(SSLSocketFactory platform) {
            this.platform = platform;
        }

        @Override
        public Socket createSocket() throws IOException {
            SSLSocket socket = (SSLSocket) platform.createSocket();
            socket.setSSLParameters(TlsTrust.parameters());
            return prepared(socket);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return platform.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return platform.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean close) throws IOException {
            throw connected();
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
