package io.transom.manager.reflector;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.transom.core.manager.Switchboard.Reflector;
import io.transom.manager.count.Counters;
import io.transom.manager.relay.RelayTraffic;
import io.transom.manager.switchboard.SwitchboardRunner;
import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bound sockets of the reflector, of which the relay shares the first. */
public final class ReflectorSockets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReflectorSockets.class);
    /** More than any datagram that we answer (1,200); what is longer is cut and then doesn't parse. */
    private static final int LONGEST_DATAGRAM = 2048;
    /**
     * Octets that may wait at the kernel, where it allows so many: a small datagram takes about 1 KiB there, so this is a
     * tenth of a second of 10,000 strangers' datagrams, and relayed sound among them outlives a pause of ours.
     */
    private static final int RECEIVE_BUFFER = 1024 * 1024;
    /** With port 0 the second port must be free as well: a few tries find such a pair on any machine. */
    private static final int TRIES = 64;

    private static final int HIGHEST_PORT = 65535;

    private final EventLoopGroup group;
    private final List<Channel> channels;
    private final int port;

    private ReflectorSockets(EventLoopGroup group, List<Channel> channels, int port) {
        this.group = group;
        this.channels = List.copyOf(channels);
        this.port = port;
    }

    /**
     * Binds {@code port} and the one above; 0 takes any free pair.
     *
     * @param decisions given the port that was bound, who decides what to answer
     * @param relay gets what arrives in its alphabet at socket 0, and sends through that
     * @throws IOException saying which address can't be bound
     */
    public static ReflectorSockets bind(
            InetAddress address,
            Optional<IpAddress> alternate,
            int port,
            IntFunction<Reflector> decisions,
            Optional<RelayTraffic> relay,
            Counters counters)
            throws IOException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        // The kernel prefers the socket with the address; without this option it wouldn't let both be.
        boolean beside = alternate.isPresent() && address.isAnyLocalAddress();
        Binder binder = new Binder(group, beside, decisions, relay, counters);
        try {
            for (int tries = port == 0 ? TRIES : 1; ; tries--) {
                try {
                    List<Channel> channels = binder.bindAll(address, alternate, port);
                    return new ReflectorSockets(group, channels, portOf(channels.get(0)));
                } catch (IOException e) {
                    if (tries <= 1) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    /** The primary port U; the alternate port is the next. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        channels.forEach(channel -> channel.close().syncUninterruptibly());
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static int portOf(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private record Binder(
            EventLoopGroup group,
            boolean beside,
            IntFunction<Reflector> decisions,
            Optional<RelayTraffic> relay,
            Counters counters) {
        List<Channel> bindAll(InetAddress address, Optional<IpAddress> alternate, int port) throws IOException {
            List<Channel> channels = new CopyOnWriteArrayList<>();
            try {
                channels.add(bindOne(address, port));
                int primary = portOf(channels.get(0));
                if (primary == HIGHEST_PORT) {
                    throw new BindException("UDP port 65536, the one above the reflector's, doesn't exist");
                }
                channels.add(bindOne(address, primary + 1));
                if (alternate.isPresent()) {
                    InetAddress other = Addresses.inet(alternate.get());
                    channels.add(bindOne(other, primary));
                    channels.add(bindOne(other, primary + 1));
                }
            } catch (IOException e) {
                channels.forEach(channel -> channel.close().syncUninterruptibly());
                throw e;
            }
            listen(channels);
            return channels;
        }

        private Channel bindOne(InetAddress address, int port) throws IOException {
            var bound = new Bootstrap()
                    .group(group)
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, beside)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_DATAGRAM))
                    .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(address, port)
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new BindException("UDP port " + port + " of " + address.getHostAddress() + " can't be had ("
                        + bound.cause().getMessage() + "). Stop what holds it, or choose another with --udp-port.");
            }
            return bound.channel();
        }

        /** Only when all are bound: an answer may leave through any of them. */
        private void listen(List<Channel> channels) {
            Reflector reflector = decisions.apply(portOf(channels.get(0)));
            relay.ifPresent(traffic -> traffic.sendThrough(channels.get(0)));
            for (int socket = 0; socket < channels.size(); socket++) {
                Channel channel = channels.get(socket);
                channel.pipeline()
                        .addLast(new Answerer(
                                socket, reflector, socket == 0 ? relay : Optional.empty(), counters, channels));
                channel.config().setAutoRead(true);
            }
        }
    }

    /** One socket's questions; the answer may leave through another socket (RFC 5780 CHANGE-REQUEST). */
    private static final class Answerer extends SimpleChannelInboundHandler<DatagramPacket> {
        private final int socket;
        private final Reflector reflector;
        private final Optional<RelayTraffic> relay;
        private final Counters counters;
        private final List<Channel> channels;

        Answerer(
                int socket,
                Reflector reflector,
                Optional<RelayTraffic> relay,
                Counters counters,
                List<Channel> channels) {
            this.socket = socket;
            this.reflector = reflector;
            this.relay = relay;
            this.counters = counters;
            this.channels = channels;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            InetSocketAddress sender = packet.sender();
            UdpAddress from =
                    new UdpAddress(new IpAddress(Bytes.of(sender.getAddress().getAddress())), sender.getPort());
            Bytes datagram = Bytes.owning(ByteBufUtil.getBytes(packet.content()));
            if (relay.isPresent() && RelayTraffic.isForRelay(datagram)) {
                relay.get().fromUdp(from, datagram);
                return;
            }
            Optional<Reflector.Reply> reply = reflector.onDatagram(socket, from, datagram, SwitchboardRunner.now());
            if (reply.isEmpty()) {
                counters.count("datagrams that the reflector doesn't answer");
            } else {
                send(reply.get());
            }
        }

        private void send(Reflector.Reply reply) {
            if (reply.socket() >= channels.size()) {
                counters.count("datagrams that the reflector doesn't answer");
                return;
            }
            Channel channel = channels.get(reply.socket());
            if (!channel.isWritable()) {
                counters.count("reflector's answers dropped: the network is full");
                return;
            }
            ByteBuf content = Unpooled.wrappedBuffer(reply.datagram().shared());
            channel.writeAndFlush(new DatagramPacket(content, Addresses.socketAddress(reply.to())));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // An ICMP error about an earlier answer, or our own mistake: the socket stays.
            counters.count("errors on the reflector's sockets");
            LOG.debug("the reflector's socket {} reports", socket, cause);
        }
    }
}
