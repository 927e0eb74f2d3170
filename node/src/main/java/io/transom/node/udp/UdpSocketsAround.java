package io.transom.node.udp;

import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;

/** Other sockets, unchanged but for what a subclass overrides. */
public abstract class UdpSocketsAround implements UdpSockets {
    private final UdpSockets inner;

    protected UdpSocketsAround(UdpSockets inner) {
        this.inner = inner;
    }

    @Override
    public void send(int socket, UdpAddress to, Bytes datagram) {
        inner.send(socket, to, datagram);
    }

    @Override
    public void openSpare(int socket) {
        inner.openSpare(socket);
    }

    @Override
    public void closeSpare(int socket) {
        inner.closeSpare(socket);
    }

    @Override
    public List<List<UdpAddress>> hosts() {
        return inner.hosts();
    }

    @Override
    public void close() {
        inner.close();
    }
}
