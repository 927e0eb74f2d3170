package io.transom.bench.call;

import io.transom.node.udp.UdpSockets;
import io.transom.node.udp.UdpSocketsAround;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.Datagrams.Kind;

/** Sees what leaves the door's sockets: when its first packet of sound does. */
final class Mouth extends UdpSocketsAround {
    private final CallTimes times;

    private Mouth(UdpSockets inner, CallTimes times) {
        super(inner);
        this.times = times;
    }

    static UdpSockets.Factory around(UdpSockets.Factory inner, CallTimes times) {
        return (ports, receiver) -> new Mouth(inner.bind(ports, receiver), times);
    }

    @Override
    public void send(int socket, UdpAddress to, Bytes datagram) {
        if (isSound(datagram)) {
            times.addToLatest(Step.SENT, System.nanoTime());
        }
        super.send(socket, to, datagram);
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
}
