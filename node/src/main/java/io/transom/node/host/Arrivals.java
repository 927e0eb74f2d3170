package io.transom.node.host;

import io.transom.core.Input;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.Datagrams;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What comes in by UDP or through the tunnel: out of its channel's frame, and where it belongs. On the receiving threads. */
final class Arrivals implements UdpSockets.Receiver {
    private final BiConsumer<Way, Bytes> sound;
    private final Predicate<Input> mailbox;
    private final Runnable unreachable;
    private final AtomicLong dropped = new AtomicLong();

    /** {@code mailbox} is false where it is full; {@code unreachable}: there is no way to anywhere, from here. */
    Arrivals(BiConsumer<Way, Bytes> sound, Predicate<Input> mailbox, Runnable unreachable) {
        this.sound = sound;
        this.mailbox = mailbox;
        this.unreachable = unreachable;
    }

    @Override
    public void onDatagram(int socket, UdpAddress from, Bytes datagram) {
        if (Datagrams.kind(datagram) == Datagrams.Kind.CHANNEL) {
            unframed(datagram)
                    .ifPresent(frame -> sort(new Way.Relayed(socket, from, frame.channel()), frame.datagram()));
        } else {
            sort(Way.direct(socket, from), datagram);
        }
    }

    /** One message of the tunnel. Sound for nobody's channel isn't passed on by a relay. */
    void tunnelled(Bytes datagram) {
        switch (Datagrams.kind(datagram)) {
            case CHANNEL ->
                unframed(datagram).ifPresent(frame -> sort(new Way.Tunnelled(frame.channel()), frame.datagram()));
            case STUN -> sort(new Way.Tunnelled(Way.Tunnelled.NO_CHANNEL), datagram);
            case RTP, DTLS, UNKNOWN -> drop();
        }
    }

    private Optional<ChannelFrame> unframed(Bytes datagram) {
        Optional<ChannelFrame> frame = ChannelFrame.decode(datagram);
        if (frame.isEmpty()) {
            drop();
        }
        return frame;
    }

    private void sort(Way way, Bytes datagram) {
        switch (Datagrams.kind(datagram)) {
            case STUN -> {
                if (!mailbox.test(new Input.DatagramArrived(way, datagram))) {
                    drop();
                }
            }
            case RTP -> sound.accept(way, datagram);
            // A browser's handshake is not spoken here, nor is a frame in a frame.
            case DTLS, CHANNEL, UNKNOWN -> drop();
        }
    }

    @Override
    public void onUnreachable() {
        unreachable.run();
    }

    void drop() {
        dropped.incrementAndGet();
    }

    long dropped() {
        return dropped.get();
    }
}
