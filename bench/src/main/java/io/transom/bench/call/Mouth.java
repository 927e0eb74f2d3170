package io.transom.bench.call;

import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.Datagrams.Kind;
import java.util.List;

/** Sees what leaves the door's sockets: when its first packet of sound does. */
record Mouth(UdpSockets inner, CallTimes times) implements UdpSockets {
    static UdpSockets.Factory around(UdpSockets.Factory inner, CallTimes times) {
        return (ports, receiver) -> new Mouth(inner.bind(ports, receiver), times);
    }

    @Override
    public void send(int socket, UdpAddress to, Bytes datagram) {
        if (isSound(datagram)) {
            times.addToLatest(Step.SENT, System.nanoTime());
        }
        inner.send(socket, to, datagram);
    }

    private static boolean isSound(Bytes datagram) {
        return switch (Datagrams.kind(datagram)) {
            case RTP -> true;
            case CHANNEL ->
                ChannelFrame.decode(datagram)
                        .map(frame -> Datagrams.kind(frame.datagram()) == Kind.RTP)
                        .orElse(false);
            case STUN, DTLS, UNKNOWN -> false;
        };
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
