package io.transom.node.tunnel;

import io.transom.wire.Bytes;

/** Makes tunnels to the manager's relay. */
public interface Tunnels extends AutoCloseable {
    /** Hears what becomes of one tunnel, on the tunnel's thread. Nothing is told after {@link Tunnel#close()}. */
    interface Listener {
        void opened();

        /** Told once: it could not be made, or it broke. {@code reason} is for people. */
        void closed(String reason);

        void arrived(Bytes datagram);
    }

    /** One WebSocket, used once. */
    interface Tunnel {
        /** From any thread; never blocks. What can't be sent in time is dropped and counted. */
        void send(Bytes datagram);

        /** From any thread; returns at once. */
        void close();

        /** Breaks it where this machine has lost the address that it was made from. */
        void networkChanged();
    }

    /** Begins to make one; returns at once. */
    Tunnel open(Listener listener);

    /** Datagrams that could not be sent in time, over all tunnels. */
    long dropped();

    /** Closes all tunnels without telling anybody. */
    @Override
    void close();
}
