package io.transom.node.tunnel;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslHandler;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.ManagerUrl;
import io.transom.node.control.TlsTrust;
import io.transom.node.udp.Addresses;
import io.transom.node.udp.NettyUdp;
import io.transom.wire.Bytes;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket of {@link WebSocketTunnels}. */
final class WebSocketTunnel implements Tunnels.Tunnel {
    static final String SUB_PROTOCOL = "transom-relay";

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketTunnel.class);
    /** As for the control connection: two lost segments of a handshake (RFC 6298: 1 s, then 2 s) and some. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Nothing that the relay passes on is longer. */
    private static final int LONGEST_MESSAGE = 2048;

    private static final int LONGEST_ANSWER = 8 * 1024;
    /**
     * Octets that the kernel may hold; Linux takes twice that, with its own overhead. It can't be taken back any more where
     * the line is slow: this is less than a second of sound. Over round trips of more than 100 ms packets leave in bundles.
     */
    private static final int SEND_BUFFER = 4 * 1024;
    /** What waits before the kernel: as little as possible, because the queue knows what to drop. */
    private static final WriteBufferWaterMark MOST_WRITTEN = new WriteBufferWaterMark(512, 1024);

    private final Tunnels.Listener listener;
    private final AtomicLong dropped;
    private final SendQueue queue = new SendQueue();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile Optional<Channel> channel = Optional.empty();
    private volatile boolean open;

    WebSocketTunnel(Tunnels.Listener listener, AtomicLong dropped) {
        this.listener = listener;
        this.dropped = dropped;
    }

    void connect(ManagerAccess access, EventLoopGroup thread) {
        ManagerUrl manager = access.url();
        ChannelFuture connecting = new Bootstrap()
                .group(thread)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .option(ChannelOption.IP_TOS, NettyUdp.EXPEDITED_FORWARDING)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, MOST_WRITTEN)
                .handler(new Opening(manager, access.trust()))
                .connect(manager.plainHost(), manager.port());
        channel = Optional.of(connecting.channel());
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                end("no tunnel to " + manager.relay() + ": " + words(connected.cause()));
            } else if (over.get()) {
                connecting.channel().close();
            }
        });
    }

    @Override
    public void send(Bytes datagram) {
        if (!open || over.get()) {
            dropped.incrementAndGet();
            return;
        }
        if (!queue.add(datagram)) {
            dropped.incrementAndGet();
        }
        if (!draining.getAndSet(true)) {
            channel.ifPresent(tcp -> tcp.eventLoop().execute(() -> {
                draining.set(false);
                drain(tcp);
            }));
        }
    }

    /** On the tunnel's thread: as much as the kernel takes. */
    private void drain(Channel tcp) {
        boolean written = false;
        while (tcp.isActive() && tcp.isWritable()) {
            Optional<Bytes> next = queue.next();
            if (next.isEmpty()) {
                break;
            }
            tcp.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(next.get().shared())));
            written = true;
        }
        if (written) {
            tcp.flush();
        }
    }

    @Override
    public void networkChanged() {
        boolean gone = channel.map(Channel::localAddress)
                .filter(local ->
                        local instanceof InetSocketAddress from && !Addresses.isOfThisMachine(from.getAddress()))
                .isPresent();
        if (gone) {
            end("the address that the tunnel was made from is gone");
        }
    }

    @Override
    public void close() {
        over.set(true);
        channel.ifPresent(Channel::close);
    }

    boolean isOver() {
        return over.get();
    }

    private void end(String reason) {
        if (!over.getAndSet(true)) {
            channel.ifPresent(Channel::close);
            listener.closed(reason);
        }
    }

    private static String words(Throwable failure) {
        if (failure instanceof ConnectException) {
            return "nobody answers there";
        }
        return TlsTrust.words(failure)
                .or(() -> Optional.ofNullable(failure.getMessage()))
                .orElse(failure.getClass().getSimpleName());
    }

    private final class Opening extends ChannelInitializer<Channel> {
        private final ManagerUrl manager;
        private final TlsTrust trust;

        Opening(ManagerUrl manager, TlsTrust trust) {
            this.manager = manager;
            this.trust = trust;
        }

        @Override
        protected void initChannel(Channel tcp) {
            ChannelPipeline pipeline = tcp.pipeline();
            if (manager.secure()) {
                SslHandler tls = new SslHandler(trust.engine(manager.plainHost(), manager.port()));
                tls.setHandshakeTimeoutMillis(PATIENCE.toMillis());
                pipeline.addLast(tls);
            }
            pipeline.addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(LONGEST_ANSWER))
                    .addLast(new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                            .webSocketUri(manager.relay())
                            .subprotocol(SUB_PROTOCOL)
                            .allowExtensions(false)
                            .generateOriginHeader(false)
                            .maxFramePayloadLength(LONGEST_MESSAGE)
                            .handshakeTimeoutMillis(PATIENCE.toMillis())
                            .build()))
                    .addLast(new WebSocketFrameAggregator(LONGEST_MESSAGE))
                    .addLast(new Messages());
        }
    }

    private final class Messages extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && !over.get()) {
                open = true;
                listener.opened();
            } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
                end("the manager did not accept the tunnel in time");
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof BinaryWebSocketFrame && !over.get()) {
                byte[] octets = new byte[frame.content().readableBytes()];
                frame.content().readBytes(octets);
                listener.arrived(Bytes.owning(octets));
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (open) {
                drain(context.channel());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(open ? "the tunnel broke" : "the manager closed the tunnel before it was open");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("tunnel", cause);
            end(words(cause));
        }
    }
}
