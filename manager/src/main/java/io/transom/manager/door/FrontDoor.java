package io.transom.manager.door;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
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
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
            InetAddress address, int port, Limits limits, Pages content, MqttGateway.Surroundings surroundings)
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
                .childHandler(new Hall(gate, limits, content, surroundings))
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

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Furnishes each accepted connection. */
    private static final class Hall extends ChannelInitializer<Channel> {
        private final Gate gate;
        private final Limits limits;
        private final Pages content;
        private final MqttGateway.Surroundings surroundings;

        Hall(Gate gate, Limits limits, Pages content, MqttGateway.Surroundings surroundings) {
            this.gate = gate;
            this.limits = limits;
            this.content = content;
            this.surroundings = surroundings;
        }

        @Override
        protected void initChannel(Channel accepted) {
            Counters counters = surroundings.counters();
            MqttGateway gateway = new MqttGateway(surroundings);
            ChannelPipeline pipeline = accepted.pipeline();
            pipeline.addLast(gate)
                    .addLast(new HttpServerCodec(new HttpDecoderConfig()
                            .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                            .setMaxHeaderSize(LONGEST_HEADERS)))
                    .addLast(new HttpObjectAggregator(LONGEST_REQUEST_LINE, true))
                    .addLast(new HttpPages(content, counters))
                    .addLast(new WebSocketServerProtocolHandler(webSocket()))
                    .addLast(new FrameBytes(counters))
                    .addLast(new MqttDecoder(LONGEST_FRAME), MqttEncoder.INSTANCE)
                    .addLast(gateway)
                    .addLast(new Quiet(counters));
            accepted.eventLoop()
                    .schedule(
                            () -> hurry(accepted, gateway, counters),
                            limits.beforeConnect().toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        private WebSocketServerProtocolConfig webSocket() {
            return WebSocketServerProtocolConfig.newBuilder()
                    .websocketPath(HttpPages.MQTT_PATH)
                    .subprotocols("mqtt")
                    .maxFramePayloadLength(LONGEST_FRAME)
                    .handshakeTimeoutMillis(limits.beforeConnect().toMillis())
                    .allowExtensions(false)
                    .build();
        }

        private static void hurry(Channel accepted, MqttGateway gateway, Counters counters) {
            if (accepted.isOpen() && !gateway.hasConnected()) {
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
