package io.transom.node.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's own UDP sockets, for IPv4 and, where the machine has it, IPv6; one thread receives for all. */
public final class NettyUdp implements UdpSockets {
    private static final Logger LOG = LoggerFactory.getLogger(NettyUdp.class);
    /**
     * The traffic class of sound (DSCP EF, RFC 8837), which home routers and Wi-Fi let go first; null packets take the same,
     * because they prove the path for it. Where the platform doesn't allow it, nothing is lost.
     */
    public static final int EXPEDITED_FORWARDING = 0xB8;
    /** Half a second of everything that the endpoint deals with in a second; Linux's own default is about as much. */
    private static final int RECEIVE_BUFFER = 256 * 1024;
    /** Larger than any datagram that Transom sends (1,200); a longer one is cut and fails its checks. */
    private static final int LONGEST_DATAGRAM = 2048;
    /** What may wait for a congested link: 40 ms of sound and a round of null packets; later it is worth nothing. */
    private static final WriteBufferWaterMark MOST_WAITING = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    /** The design's limit of probe sockets, and a few to measure the firewall with. */
    private static final int MOST_SPARES = 520;

    private final EventLoopGroup thread;
    private final List<Channel> channels = new ArrayList<>();
    private final Map<Integer, Channel> spares = new ConcurrentHashMap<>();
    private final Receiver receiver;
    private final AtomicLong dropped = new AtomicLong();

    private NettyUdp(EventLoopGroup thread, Receiver receiver) {
        this.thread = thread;
        this.receiver = receiver;
    }

    /** The factory: binds on every address of the machine. */
    public static UdpSockets bind(List<Integer> ports, Receiver receiver) throws IOException {
        NettyUdp sockets = new NettyUdp(
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("udp", true), NioIoHandler.newFactory()),
                receiver);
        try {
            for (int i = 0; i < ports.size(); i++) {
                sockets.channels.add(sockets.open(i, ports.get(i)));
            }
        } catch (IOException e) {
            sockets.close();
            throw e;
        }
        return sockets;
    }

    /**
     * Bound on this thread, so that what is sent next already leaves from it; Netty alone would bind after it. Receiving
     * begins on the receiving thread.
     */
    private Channel open(int socket, int port) throws IOException {
        DatagramChannel bound = DatagramChannel.open();
        try {
            bound.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            bound.close();
            throw new IOException("UDP port " + port + " can't be bound: " + e.getMessage(), e);
        }
        return new Bootstrap()
                .group(thread)
                .channelFactory(() -> new NioDatagramChannel(bound))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_DATAGRAM))
                .option(ChannelOption.IP_TOS, EXPEDITED_FORWARDING)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, MOST_WAITING)
                .handler(new Arrivals(socket))
                .register()
                .channel();
    }

    @Override
    public void send(int socket, UdpAddress to, Bytes datagram) {
        Channel channel = socket < channels.size() ? channels.get(socket) : spares.get(socket);
        if (channel == null || !channel.isWritable() || to.port() == 0 || datagram.length() > LONGEST_DATAGRAM) {
            dropped.incrementAndGet();
            return;
        }
        ByteBuf octets = Unpooled.wrappedBuffer(datagram.shared());
        channel.writeAndFlush(new DatagramPacket(octets, Addresses.socketAddress(to)))
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        notSent(to, sent.cause());
                    }
                });
    }

    private void notSent(UdpAddress to, Throwable why) {
        dropped.incrementAndGet();
        LOG.debug("a datagram to {} was not sent: {}", to, String.valueOf(why));
        // ENETUNREACH and EHOSTUNREACH: the JDK tells them apart from others by their words only.
        if (why instanceof IOException && String.valueOf(why.getMessage()).contains("unreachable")) {
            receiver.onUnreachable();
        }
    }

    @Override
    public void openSpare(int socket) {
        if (spares.containsKey(socket) || spares.size() >= MOST_SPARES) {
            return;
        }
        try {
            spares.put(socket, open(socket, 0));
        } catch (IOException e) {
            LOG.debug("no spare socket {}", socket, e);
        }
    }

    @Override
    public void closeSpare(int socket) {
        Channel spare = spares.remove(socket);
        if (spare != null) {
            spare.close();
        }
    }

    /** Datagrams that could not be sent. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public List<List<UdpAddress>> hosts() {
        List<IpAddress> machine = Addresses.ofThisMachine();
        return channels.stream()
                .map(channel -> ((InetSocketAddress) channel.localAddress()).getPort())
                .map(port ->
                        machine.stream().map(ip -> new UdpAddress(ip, port)).toList())
                .toList();
    }

    @Override
    public void close() {
        spares.values().forEach(Channel::close);
        channels.forEach(channel -> channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Arrivals extends SimpleChannelInboundHandler<DatagramPacket> {
        private final int socket;

        Arrivals(int socket) {
            this.socket = socket;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            byte[] octets = new byte[packet.content().readableBytes()];
            packet.content().readBytes(octets);
            receiver.onDatagram(socket, Addresses.of(packet.sender()), Bytes.owning(octets));
        }

        /** An ICMP error of an earlier send, or a mistake of ours on the way in: the socket stays open. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                LOG.debug("socket {}: {}", socket, cause.getMessage());
            } else {
                LOG.error("socket {}: a datagram was not dealt with", socket, cause);
            }
        }
    }
}
