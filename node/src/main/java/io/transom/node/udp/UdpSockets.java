package io.transom.node.udp;

import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;

/** The bound sockets of one endpoint, primary first, and spare ones that come and go. */
public interface UdpSockets extends AutoCloseable {
    /** Called on the receiving thread, in order of arrival for each socket. */
    @FunctionalInterface
    interface Receiver {
        void onDatagram(int socket, UdpAddress from, Bytes datagram);

        /** A datagram could not be sent because this machine knows no way there; told for each. */
        default void onUnreachable() {}
    }

    /** Never blocks; what cannot be sent is dropped and counted. */
    void send(int socket, UdpAddress to, Bytes datagram);

    /** Binds one more socket to any port and numbers it {@code socket}; where that fails, its datagrams are dropped. */
    void openSpare(int socket);

    void closeSpare(int socket);

    /** For each socket but the spare ones its addresses on our own links. */
    List<List<UdpAddress>> hosts();

    @Override
    void close();

    /** Binds {@code ports} (0 = any) and begins to receive. */
    @FunctionalInterface
    interface Factory {
        UdpSockets bind(List<Integer> ports, Receiver receiver) throws java.io.IOException;
    }
}
