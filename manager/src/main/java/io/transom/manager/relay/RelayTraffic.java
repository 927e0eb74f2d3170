package io.transom.manager.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.transom.core.relay.Origin;
import io.transom.core.relay.Relay;
import io.transom.manager.count.Counters;
import io.transom.manager.switchboard.SwitchboardRunner;
import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Hands the relay what arrives, and carries out what it decides. Safe on any thread. */
public final class RelayTraffic {
    /** RFC 8656 section 18: a request of the method ChannelBind. */
    private static final int CHANNEL_BIND = 0x0009;

    private static final int FIRST_OF_A_FRAME = 0x40;
    private static final int LAST_OF_A_FRAME = 0x4F;

    private final Relay relay;
    private final int mostTunnels;
    private final Counters counters;
    private final AtomicLong lastTunnel = new AtomicLong();
    private final Map<Long, Tunnel> tunnels = new ConcurrentHashMap<>();
    private volatile @Nullable Channel udp;

    /** @param mostTunnels open at once, with and without an end of a call */
    public RelayTraffic(Relay relay, int mostTunnels, Counters counters) {
        this.relay = relay;
        this.mostTunnels = mostTunnels;
        this.counters = counters;
    }

    /** The bound socket through which frames leave from now on. */
    public void sendThrough(Channel datagrams) {
        udp = datagrams;
    }

    /** Whether this is written in the relay's alphabet, not in the reflector's. */
    public static boolean isForRelay(Bytes datagram) {
        if (datagram.length() < 2) {
            return false;
        }
        int first = datagram.at(0);
        return first >= FIRST_OF_A_FRAME && first <= LAST_OF_A_FRAME || (first << 8 | datagram.at(1)) == CHANNEL_BIND;
    }

    public void fromUdp(UdpAddress from, Bytes datagram) {
        pass(new Origin.Udp(from), datagram);
    }

    /** What a connection furnishes itself with; empty where there are too many. */
    public Optional<Tunnel> newTunnel() {
        if (tunnels.size() >= mostTunnels) {
            counters.count("connections refused: too many tunnels to the relay");
            return Optional.empty();
        }
        return Optional.of(new Tunnel(lastTunnel.incrementAndGet(), this, counters));
    }

    void opened(Tunnel tunnel) {
        tunnels.put(tunnel.number(), tunnel);
    }

    void closed(Tunnel tunnel) {
        tunnels.remove(tunnel.number());
        relay.onTunnelClosed(tunnel.number());
    }

    void fromTunnel(Tunnel tunnel, Bytes datagram) {
        pass(new Origin.Tunnel(tunnel.number()), datagram);
    }

    boolean isUsed(Tunnel tunnel) {
        return relay.isBoundAt(new Origin.Tunnel(tunnel.number()));
    }

    private void pass(Origin from, Bytes datagram) {
        for (Relay.Out out : relay.onDatagram(from, datagram, SwitchboardRunner.now())) {
            switch (out.to()) {
                case Origin.Udp to -> send(to.address(), out.datagram());
                case Origin.Tunnel to -> {
                    Tunnel tunnel = tunnels.get(to.number());
                    if (tunnel != null) {
                        tunnel.send(out.datagram());
                    }
                }
            }
        }
    }

    private void send(UdpAddress to, Bytes datagram) {
        Channel channel = udp;
        if (channel == null || !channel.isWritable()) {
            counters.count("relayed datagrams dropped: the network is full");
            return;
        }
        channel.writeAndFlush(
                new DatagramPacket(Unpooled.wrappedBuffer(datagram.shared()), Addresses.socketAddress(to)));
    }
}
