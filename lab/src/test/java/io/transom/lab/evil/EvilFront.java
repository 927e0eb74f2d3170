package io.transom.lab.evil;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.Login;
import io.transom.manager.Manager;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Topics;
import io.transom.wire.signal.ControlSignal.Down;
import io.transom.wire.signal.ControlSignal.Up;
import io.transom.wire.signal.SignalCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The front door of a manager that lies: endpoints connect to it over real sockets, and behind it is a true manager whose
 * private key it has. It opens what that one says to each login, puts its own words in their place, and seals them with the
 * login's keys: by the seal no endpoint can tell.
 *
 * <pre>
 *  endpoint --- HTTP, WebSocket, MQTT ---&gt; EvilFront --- the same ---&gt; true manager
 *           &lt;-- sealed truly -- the liar's words -- opened &lt;--
 * </pre>
 */
final class EvilFront implements AutoCloseable {
    /** What is said to {@code to} in place of what a true manager says. On the thread of that one's connection. */
    @FunctionalInterface
    interface Liar {
        List<Down> instead(EndpointId to, Down truth);

        Liar HONEST = (to, truth) -> List.of(truth);
    }

    /** Something that the true manager has said. */
    record Told(EndpointId to, Down signal) {}

    /** Something that an endpoint has said to its manager. */
    record Heard(EndpointId from, Up signal) {}

    private static final int LONGEST = 64 * 1024;
    private static final AttributeKey<MqttVersion> VERSION = AttributeKey.valueOf("NETTY_CODEC_MQTT_VERSION");

    private final Manager manager;
    private final List<Integer> udpPorts;
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<EndpointId, Session> sessions = new ConcurrentHashMap<>();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final Channel listening;
    private volatile Liar liar = Liar.HONEST;

    /** @param udpPorts where its reflector and relay are said to be: primary, alternate */
    EvilFront(Manager manager, List<Integer> udpPorts) {
        this.manager = manager;
        this.udpPorts = List.copyOf(udpPorts);
        this.listening = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(LONGEST), new Pages());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void lies(Liar like) {
        liar = like;
    }

    void repents() {
        liar = Liar.HONEST;
    }

    /** All that the true manager has said so far, oldest first. */
    Queue<Told> told() {
        return told;
    }

    /** All that endpoints have said so far, oldest first. */
    Queue<Heard> heard() {
        return heard;
    }

    /** Says this to an endpoint without having been asked. */
    void say(EndpointId to, Down signal) {
        Optional.ofNullable(sessions.get(to)).ifPresent(session -> session.say(signal));
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        http.shutdownNow();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** The challenge is the true manager's, but for where to ask for one's address; MQTT goes on through a session. */
    private final class Pages extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws Exception {
            switch (request.uri()) {
                case "/challenge" -> answer(context, HttpResponseStatus.OK, challenge());
                case "/mqtt" -> {
                    ChannelPipeline pipeline = context.pipeline();
                    pipeline.addLast(
                            new WebSocketServerProtocolHandler("/mqtt", "mqtt", false, LONGEST),
                            new Frames(),
                            new MqttDecoder(LONGEST),
                            MqttEncoder.INSTANCE,
                            new Session());
                    context.fireChannelRead(request.retain());
                    pipeline.remove(this);
                }
                default -> answer(context, HttpResponseStatus.NOT_FOUND, "");
            }
        }

        private static void answer(ChannelHandlerContext context, HttpResponseStatus status, String text) {
            ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private String challenge() throws Exception {
        URI page = URI.create("http://127.0.0.1:" + manager.httpPort() + "/challenge");
        String truth = http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                .body();
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(truth);
        ((ObjectNode) json.get("reflector")).set("ports", JsonMapper.shared().valueToTree(udpPorts));
        return json.toString();
    }

    /** One endpoint's connection, and the one to the true manager that belongs to it, on one thread. */
    private final class Session extends SimpleChannelInboundHandler<MqttMessage> {
        private final Deque<MqttMessage> early = new ArrayDeque<>();
        private Optional<Channel> endpoint = Optional.empty();
        private Optional<Channel> upstream = Optional.empty();
        private Optional<EndpointId> id = Optional.empty();
        private Optional<ControlChannel> reads = Optional.empty();
        private Optional<ControlChannel> seals = Optional.empty();

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            endpoint = Optional.of(context.channel());
            URI uri = URI.create("ws://127.0.0.1:" + manager.httpPort() + "/mqtt");
            new Bootstrap()
                    .group(context.channel().eventLoop())
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            opened.attr(VERSION).set(MqttVersion.MQTT_5);
                            opened.pipeline()
                                    .addLast(
                                            new HttpClientCodec(),
                                            new HttpObjectAggregator(LONGEST),
                                            new WebSocketClientProtocolHandler(
                                                    WebSocketClientHandshakerFactory.newHandshaker(
                                                            uri,
                                                            WebSocketVersion.V13,
                                                            "mqtt",
                                                            false,
                                                            new DefaultHttpHeaders(),
                                                            LONGEST)),
                                            new Frames(),
                                            new MqttDecoder(LONGEST),
                                            MqttEncoder.INSTANCE,
                                            new FromManager());
                        }
                    })
                    .connect(uri.getHost(), uri.getPort());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
            if (packet instanceof MqttConnectMessage connect) {
                learn(connect);
            }
            if (packet instanceof MqttPublishMessage publish && id.isPresent()) {
                Bytes sealed = Bytes.of(ByteBufUtil.getBytes(publish.payload()));
                seals.orElseThrow()
                        .open(Topics.up(id.get()), sealed)
                        .flatMap(SignalCodec::decodeUp)
                        .ifPresent(said -> heard.add(new Heard(id.get(), said)));
            }
            if (upstream.isPresent()) {
                upstream.get().writeAndFlush(ReferenceCountUtil.retain(packet));
            } else {
                early.add(ReferenceCountUtil.retain(packet));
            }
        }

        /** The login's keys, by the manager's own. */
        private void learn(MqttConnectMessage connect) {
            Bytes password = Bytes.of(connect.payload().passwordInBytes());
            Login.verify(manager.identity(), connect.payload().userName(), password)
                    .ifPresent(claim -> {
                        id = Optional.of(claim.id());
                        reads = Optional.of(claim.channel().otherEnd());
                        seals = Optional.of(claim.channel());
                        sessions.put(claim.id(), this);
                    });
        }

        private void ready(Channel channel) {
            upstream = Optional.of(channel);
            early.forEach(channel::write);
            early.clear();
            channel.flush();
        }

        private void fromManager(MqttMessage packet) {
            if (packet instanceof MqttPublishMessage publish && id.isPresent()) {
                Bytes sealed = Bytes.of(ByteBufUtil.getBytes(publish.payload()));
                reads.orElseThrow()
                        .open(Topics.down(id.get()), sealed)
                        .flatMap(SignalCodec::decodeDown)
                        .ifPresent(truth -> {
                            told.add(new Told(id.get(), truth));
                            liar.instead(id.get(), truth).forEach(this::saidNow);
                        });
            } else {
                endpoint.orElseThrow().writeAndFlush(ReferenceCountUtil.retain(packet));
            }
        }

        void say(Down signal) {
            endpoint.orElseThrow().eventLoop().execute(() -> saidNow(signal));
        }

        private void saidNow(Down signal) {
            String topic = Topics.down(id.orElseThrow());
            Bytes sealed = seals.orElseThrow().seal(topic, SignalCodec.encode(signal));
            endpoint.orElseThrow()
                    .writeAndFlush(MqttMessageBuilders.publish()
                            .topicName(topic)
                            .qos(MqttQoS.AT_MOST_ONCE)
                            .payload(Unpooled.wrappedBuffer(sealed.toArray()))
                            .build());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            upstream.ifPresent(Channel::close);
            early.forEach(ReferenceCountUtil::release);
            early.clear();
        }

        private final class FromManager extends SimpleChannelInboundHandler<MqttMessage> {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                    ready(context.channel());
                }
            }

            @Override
            protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
                fromManager(packet);
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                endpoint.ifPresent(Channel::close);
            }
        }
    }

    private static final class Frames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
        @Override
        protected void encode(ChannelHandlerContext context, ByteBuf octets, List<Object> out) {
            out.add(new BinaryWebSocketFrame(octets.retain()));
        }

        @Override
        protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
            out.add(frame.content().retain());
        }
    }
}
