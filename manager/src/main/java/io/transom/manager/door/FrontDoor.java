package io.transom.manager.door;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.transom.manager.count.Counters;
import io.transom.manager.mqtt.MqttGateway;
import io.transom.manager.relay.RelayTraffic;
import io.transom.manager.relay.Tunnel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening TCP ports and the pipeline behind them. */
public final class FrontDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    /** A login's CONNECT is below 1 KiB, a control message below 2 KiB. */
    private static final int LONGEST_FRAME = 8 * 1024;

    private static final int LONGEST_REQUEST_LINE = 1024;
    private static final int LONGEST_HEADERS = 8 * 1024;
    /** What an endpoint that reads slowly may leave waiting here; beyond it, messages are dropped and counted. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    /** The name of the handler that is behind all others. */
    private static final String LAST = "last";

    private static final int BACKLOG = 1024;
    private static final int LOWEST_FREE_PORT = 1024;

    private final EventLoopGroup group;
    private final Gate gate;
    private final Channel plain;
    private final Optional<Channel> secure;

    /**
     * The second port, with TLS.
     *
     * @param port 0 takes any free one
     * @param context for each new connection; one that comes before there is a certificate is closed
     */
    public record TlsPort(int port, Supplier<Optional<SslContext>> context) {}

    private FrontDoor(EventLoopGroup group, Gate gate, Channel plain, Optional<Channel> secure) {
        this.group = group;
        this.gate = gate;
        this.plain = plain;
        this.secure = secure;
    }

    /**
     * Listens; port 0 takes any free one.
     *
     * @throws IOException saying which address can't be bound
     */
    public static FrontDoor open(
            InetAddress address,
            int port,
            Limits limits,
            Pages content,
            MqttGateway.Surroundings surroundings,
            Optional<RelayTraffic> relay,
            Optional<TlsPort> tls)
            throws IOException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        Gate gate = new Gate(limits, surroundings.counters());
        boolean complete = false;
        try {
            Hall hall = new Hall(gate, limits, content, surroundings, relay, Optional.empty());
            Channel plain = bind(group, hall, new InetSocketAddress(address, port), "--http-port");
            Optional<Channel> secure = Optional.empty();
            if (tls.isPresent()) {
                Hall behindTls = new Hall(gate, limits, content, surroundings, relay, tls.map(TlsPort::context));
                InetSocketAddress at = new InetSocketAddress(address, tls.get().port());
                secure = Optional.of(bind(group, behindTls, at, "--tls-port"));
            }
            complete = true;
            return new FrontDoor(group, gate, plain, secure);
        } finally {
            if (!complete) {
                group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        }
    }

    private static Channel bind(EventLoopGroup group, Hall hall, InetSocketAddress at, String option)
            throws BindException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(hall)
                .bind(at)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindException(
                    "TCP port " + at.getPort() + " of " + at.getAddress().getHostAddress() + " can't be had ("
                            + bound.cause().getMessage() + "). " + remedy(at.getPort(), option));
        }
        return bound.channel();
    }

    private static String remedy(int port, String option) {
        return port > 0 && port < LOWEST_FREE_PORT
                ? "Ports below 1024 are for root or who has CAP_NET_BIND_SERVICE; else stop what holds it, or choose"
                        + " another with " + option + "."
                : "Stop what holds it, or choose another with " + option + ".";
    }

    public int port() {
        return port(plain);
    }

    /** Where there is TLS. */
    public OptionalInt tlsPort() {
        return secure.stream().mapToInt(FrontDoor::port).findFirst();
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Connections that are open now. */
    public int connections() {
        return gate.open();
    }

    /** Of those, whose other end has proved nothing yet. */
    public int guests() {
        return gate.guests();
    }

    @Override
    public void close() {
        secure.ifPresent(Channel::close);
        plain.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Furnishes each accepted connection. */
    private static final class Hall extends ChannelInitializer<Channel> implements HttpPages.Rooms {
        private final Gate gate;
        private final Limits limits;
        private final Pages content;
        private final MqttGateway.Surroundings surroundings;
        private final Optional<RelayTraffic> relay;
        private final Optional<Supplier<Optional<SslContext>>> tls;

        Hall(
                Gate gate,
                Limits limits,
                Pages content,
                MqttGateway.Surroundings surroundings,
                Optional<RelayTraffic> relay,
                Optional<Supplier<Optional<SslContext>>> tls) {
            this.gate = gate;
            this.limits = limits;
            this.content = content;
            this.surroundings = surroundings;
            this.relay = relay;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel accepted) {
            Counters counters = surroundings.counters();
            accepted.pipeline().addLast(gate);
            if (tls.isPresent()) {
                Optional<SslContext> context = tls.get().get();
                if (context.isEmpty()) {
                    counters.count("connections refused: there is no certificate yet");
                    accepted.close();
                    return;
                }
                accepted.pipeline().addLast(tlsHandler(accepted, context.get()));
            }
            accepted.pipeline()
                    .addLast(new HttpServerCodec(new HttpDecoderConfig()
                            .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                            .setMaxHeaderSize(LONGEST_HEADERS)))
                    .addLast(new HttpObjectAggregator(LONGEST_REQUEST_LINE, true))
                    .addLast(new Introduction(gate, limits.trusted(), counters))
                    .addLast(new HttpPages(content, counters, this))
                    .addLast(LAST, new Quiet(counters));
            var timer = accepted.eventLoop()
                    .schedule(
                            () -> hurry(accepted, counters),
                            limits.beforeConnect().toMillis(),
                            TimeUnit.MILLISECONDS);
            // Else a flood's closed connections would stay in memory for as long as an open one may.
            accepted.closeFuture().addListener(closed -> timer.cancel(false));
        }

        /** Its time is part of what a connection has until its CONNECT. */
        private SslHandler tlsHandler(Channel accepted, SslContext context) {
            SslHandler handler = context.newHandler(accepted.alloc());
            handler.setHandshakeTimeoutMillis(limits.beforeConnect().toMillis());
            return handler;
        }

        @Override
        public boolean hasRelay() {
            return relay.isPresent();
        }

        @Override
        public boolean enter(ChannelHandlerContext context, String path) {
            return path.equals(HttpPages.RELAY_PATH) ? enterRelay(context.pipeline()) : enterMqtt(context.pipeline());
        }

        private boolean enterMqtt(ChannelPipeline pipeline) {
            Counters counters = surroundings.counters();
            furnish(
                    pipeline,
                    webSocket(HttpPages.MQTT_PATH, HttpPages.MQTT_PROTOCOL, LONGEST_FRAME),
                    new FrameBytes(counters),
                    new MqttDecoder(LONGEST_FRAME),
                    MqttEncoder.INSTANCE,
                    new MqttGateway(surroundings));
            return true;
        }

        private boolean enterRelay(ChannelPipeline pipeline) {
            Optional<Tunnel> tunnel = relay.flatMap(RelayTraffic::newTunnel);
            if (tunnel.isEmpty()) {
                return false;
            }
            furnish(
                    pipeline,
                    webSocket(HttpPages.RELAY_PATH, HttpPages.RELAY_PROTOCOL, Tunnel.LONGEST_MESSAGE),
                    tunnel.get());
            return true;
        }

        private static void furnish(ChannelPipeline pipeline, ChannelHandler... handlers) {
            for (ChannelHandler handler : handlers) {
                pipeline.addBefore(LAST, null, handler);
            }
        }

        private WebSocketServerProtocolHandler webSocket(String path, String protocol, int longest) {
            return new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                    .websocketPath(path)
                    .subprotocols(protocol)
                    .maxFramePayloadLength(longest)
                    .handshakeTimeoutMillis(limits.beforeConnect().toMillis())
                    .allowExtensions(false)
                    .build());
        }

        /** A tunnel has its own, shorter time to bind. */
        private static void hurry(Channel accepted, Counters counters) {
            MqttGateway gateway = accepted.pipeline().get(MqttGateway.class);
            boolean inTime = gateway != null && gateway.hasConnected()
                    || accepted.pipeline().get(Tunnel.class) != null;
            if (accepted.isOpen() && !inTime) {
                counters.count("connections cut: no CONNECT in time");
                accepted.close();
            }
        }
    }

    /** What nobody before has dealt with ends the connection, quietly. */
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        private final Counters counters;

        Quiet(Counters counters) {
            this.counters = counters;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                counters.count("TLS handshakes that failed");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("a connection failed", cause);
            counters.count("connections broken");
            context.close();
        }
    }
}
