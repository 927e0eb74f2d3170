package io.transom.manager;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.Login;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Topics;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalCodec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An endpoint that says exactly what a test wants it to say, over a real WebSocket. */
final class RawEndpoint implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final SystemEntropy ENTROPY = new SystemEntropy();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    final Identity identity;
    private final int port;
    private final EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
    private final EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder());
    private final BlockingQueue<MqttMessage> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private WebSocket webSocket;
    private ControlChannel channel;

    RawEndpoint(int port) {
        this(port, Identity.generate(ENTROPY));
    }

    RawEndpoint(int port, Identity identity) {
        this.port = port;
        this.identity = identity;
        speaking(MqttVersion.MQTT_5);
    }

    /** How the answers are to be read: Netty's decoder learns it from a CONNECT, and here it sees none. */
    RawEndpoint speaking(MqttVersion version) {
        decoder.attr(AttributeKey.<MqttVersion>valueOf("NETTY_CODEC_MQTT_VERSION"))
                .set(version);
        return this;
    }

    EndpointId id() {
        return identity.id();
    }

    /** What {@code GET path} answers. */
    static HttpResponse<String> get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    Login.Attempt attempt(Optional<InviteCode> invite) throws Exception {
        JsonNode answer = JsonMapper.shared().readTree(get(port, "/challenge").body());
        PublicIdentity manager = PublicIdentity.decode(octets(answer, "manager"));
        Login.Attempt attempt =
                Login.attempt(identity, manager, octets(answer, "challenge"), invite.map(InviteCode::secret), ENTROPY);
        channel = attempt.channel();
        return attempt;
    }

    private static Bytes octets(JsonNode node, String field) {
        return Bytes.of(Base64.getUrlDecoder().decode(node.get(field).asString()));
    }

    /** Opens the WebSocket only. */
    RawEndpoint open() throws Exception {
        webSocket = HTTP.newWebSocketBuilder()
                .subprotocols("mqtt")
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/mqtt"), new Ears())
                .get(10, TimeUnit.SECONDS);
        return this;
    }

    /** Comes in properly: challenge, login, subscription to its own down topic. */
    RawEndpoint comeIn(Optional<InviteCode> invite) throws Exception {
        MqttConnAckMessage answer = connect(attempt(invite));
        if (answer.variableHeader().connectReturnCode().byteValue() != 0) {
            throw new AssertionError(
                    "refused: " + answer.variableHeader().connectReturnCode() + " " + RawEndpoint.reason(answer));
        }
        int granted = subscribe(Topics.down(id()));
        if (granted != 0) {
            throw new AssertionError("its own subscription was refused: " + granted);
        }
        return this;
    }

    MqttConnAckMessage connect(Login.Attempt attempt) throws Exception {
        return connect(attempt.username(), attempt.username(), attempt.password(), Optional.of(Topics.gone(id())));
    }

    MqttConnAckMessage connect(String clientId, String user, Bytes password, Optional<String> willTopic)
            throws Exception {
        open();
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId(clientId)
                .cleanSession(true)
                .keepAlive(30)
                .username(user)
                .password(password.toArray());
        willTopic.ifPresent(topic -> connect.willFlag(true)
                .willTopic(topic)
                .willQoS(MqttQoS.AT_MOST_ONCE)
                .willMessage(
                        channel == null
                                ? new byte[] {1}
                                : seal(topic, new ControlSignal.Leave()).toArray()));
        send(connect.build());
        return (MqttConnAckMessage) await(MqttMessageType.CONNACK);
    }

    Bytes seal(String topic, ControlSignal signal) {
        return channel.seal(topic, SignalCodec.encode(signal));
    }

    /** Says it on the own up topic. */
    void say(ControlSignal.Up signal) {
        publish(Topics.up(id()), seal(Topics.up(id()), signal), MqttQoS.AT_MOST_ONCE);
    }

    /** The next signal from the manager of this type. */
    <T extends ControlSignal.Down> T hear(Class<T> type) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            MqttPublishMessage message = (MqttPublishMessage) await(MqttMessageType.PUBLISH);
            Bytes sealed = Bytes.of(ByteBufUtil.getBytes(message.payload()));
            Optional<ControlSignal.Down> signal =
                    channel.open(message.variableHeader().topicName(), sealed).flatMap(SignalCodec::decodeDown);
            if (signal.isPresent() && type.isInstance(signal.get())) {
                return type.cast(signal.get());
            }
        }
        throw new AssertionError("no " + type.getSimpleName());
    }

    void publish(String topic, Bytes payload, MqttQoS qos) {
        send(MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(qos)
                .messageId(7)
                .payload(Unpooled.wrappedBuffer(payload.toArray()))
                .build());
    }

    /** The reason code of the SUBACK. */
    int subscribe(String filter) throws Exception {
        send(MqttMessageBuilders.subscribe()
                .messageId(3)
                .addSubscription(MqttQoS.AT_MOST_ONCE, filter)
                .build());
        return ((MqttSubAckMessage) await(MqttMessageType.SUBACK))
                .payload()
                .reasonCodes()
                .getFirst();
    }

    void send(MqttMessage packet) {
        encoder.writeOutbound(packet);
        for (ByteBuf octets = encoder.readOutbound(); octets != null; octets = encoder.readOutbound()) {
            sendRaw(ByteBufUtil.getBytes(octets));
            octets.release();
        }
    }

    void sendRaw(byte... octets) {
        webSocket.sendBinary(ByteBuffer.wrap(octets), true).join();
    }

    MqttMessage await(MqttMessageType type) throws Exception {
        MqttMessage next = heard.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("heard nothing while waiting for " + type);
        }
        if (next.fixedHeader().messageType() != type) {
            throw new AssertionError("heard " + next + " while waiting for " + type);
        }
        return next;
    }

    /** Whatever the next packet is; empty if there is none in that time. */
    Optional<MqttMessage> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    void awaitClosed() throws Exception {
        closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isClosed() {
        return closed.isDone();
    }

    /** The Reason String of a CONNACK. */
    static String reason(MqttConnAckMessage answer) {
        var property = answer.variableHeader()
                .properties()
                .getProperty(io.netty.handler.codec.mqtt.MqttProperties.REASON_STRING);
        return property == null ? "" : String.valueOf(property.value());
    }

    /** Cuts the TCP connection without a word. */
    void vanish() {
        webSocket.abort();
    }

    @Override
    public void close() {
        if (webSocket != null) {
            webSocket.abort();
        }
    }

    private final class Ears implements WebSocket.Listener {
        @Override
        public synchronized CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            decoder.writeInbound(Unpooled.copiedBuffer(data));
            for (MqttMessage packet = decoder.readInbound(); packet != null; packet = decoder.readInbound()) {
                heard.add(packet);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(null);
        }
    }
}
