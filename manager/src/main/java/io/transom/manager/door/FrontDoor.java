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
import io.transom.manager.count.Counters;
import io.transom.manager.mqtt.MqttGateway;
import io.transom.manager.relay.RelayTraffic;
import io.transom.manager.relay.Tunnel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening TCP port and the pipeline behind it. */
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
    private final Channel channel;
    private final Gate gate;

    private FrontDoor(EventLoopGroup group, Channel channel, Gate gate) {
        this.group = group;
        this.channel = channel;
        this.gate = gate;
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
            Optional<RelayTraffic> relay)
            throws IOException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        Gate gate = new Gate(limits, surroundings.counters());
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Hall(gate, limits, content, surroundings, relay))
                .bind(address, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new BindException("TCP port " + port + " of " + address.getHostAddress() + " can't be had ("
                    + bound.cause().getMessage() + "). " + remedy(port));
        }
        return new FrontDoor(group, bound.channel(), gate);
    }

    private static String remedy(int port) {
        return port > 0 && port < LOWEST_FREE_PORT
                ? "Ports below 1024 are for root or who has CAP_NET_BIND_SERVICE; else stop what holds it, or choose"
                        + " another with --http-port."
                : "Stop what holds it, or choose another with --http-port.";
    }

    public int port() {
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
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Furnishes each accepted connection. */
    private static final class Hall extends ChannelInitializer<Channel> implements HttpPages.Rooms {
        private final Gate gate;
        private final Limits limits;
        private final Pages content;
        private final MqttGateway.Surroundings surroundings;
        private final Optional<RelayTraffic> relay;

        Hall(
                Gate gate,
                Limits limits,
                Pages content,
                MqttGateway.Surroundings surroundings,
                Optional<RelayTraffic> relay) {
            this.gate = gate;
            this.limits = limits;
            this.content = content;
            this.surroundings = surroundings;
            this.relay = relay;
        }

        @Override
        protected void initChannel(Channel accepted) {
            Counters counters = surroundings.counters();
            accepted.pipeline()
                    .addLast(gate)
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
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("a connection failed", cause);
            counters.count("connections broken");
            context.close();
        }
    }
}
