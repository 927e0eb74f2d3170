package io.transom.manager.mqtt;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.transom.core.manager.Switchboard.Verdict;
import io.transom.manager.broker.Broker;
import io.transom.manager.count.Counters;
import io.transom.manager.count.Proved;
import io.transom.manager.switchboard.ControlConnection;
import io.transom.manager.switchboard.SwitchboardRunner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One endpoint's control connection, from its first MQTT packet to its end. Last in its channel's pipeline. */
public final class MqttGateway extends SimpleChannelInboundHandler<MqttMessage> implements ControlConnection {
    /** What a gateway shares with the others of its manager. */
    public record Surroundings(Broker broker, SwitchboardRunner switchboard, Counters counters) {}

    private enum Phase {
        AWAITING_CONNECT,
        LOGGING_IN,
        LINKING,
        OPEN,
        OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(MqttGateway.class);
    /** A client may send before it has its CONNACK (MQTT 5 section 3.1.4): its subscription, a registration or two. */
    private static final int MOST_EARLY_PACKETS = 8;
    /** An endpoint that takes nothing for this long won't be told anything in time anyway. */
    private static final Duration MOST_STALLED = Duration.ofSeconds(10);

    private final Surroundings surroundings;
    private final Counters counters;
    private final Deque<MqttMessage> early = new ArrayDeque<>();
    private final PacketRate rate = new PacketRate(System.nanoTime());

    private Phase phase = Phase.AWAITING_CONNECT;
    private boolean askedToLogIn;
    private boolean paused;
    private boolean brokerFull;
    private @Nullable ChannelHandlerContext context;
    private Hello.@Nullable Polite hello;
    private @Nullable BrokerLink link;
    private @Nullable Relay relay;

    public MqttGateway(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.counters = surroundings.counters();
    }

    /** True once CONNECT has come: the front door's own time limit is over then. */
    public boolean hasConnected() {
        return phase != Phase.AWAITING_CONNECT;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
        if (phase == Phase.OVER) {
            return;
        }
        if (packet.decoderResult().isFailure()) {
            onUnreadable(packet);
            return;
        }
        switch (phase) {
            case AWAITING_CONNECT -> onFirst(packet);
            case LOGGING_IN, LINKING -> onEarly(packet);
            case OPEN -> onPacket(packet);
            case OVER -> {}
        }
    }

    private void onUnreadable(MqttMessage packet) {
        counters.count("MQTT packets that can't be read");
        Unreadable why = Unreadable.of(packet);
        switch (phase) {
            case AWAITING_CONNECT -> why.refusal().ifPresentOrElse(code -> refuse(code, why.reason()), this::hangUp);
            case LOGGING_IN, LINKING -> refuse(MqttConnectReturnCode.CONNECTION_REFUSED_MALFORMED_PACKET, why.reason());
            case OPEN -> disconnect(why.disconnect(), why.reason());
            case OVER -> {}
        }
    }

    // ---- coming in ----

    private void onFirst(MqttMessage packet) {
        if (!(packet instanceof MqttConnectMessage connect)) {
            counters.count("connections that don't begin with CONNECT");
            hangUp();
            return;
        }
        switch (Hello.read(connect)) {
            case Hello.Refused refused -> {
                counters.count("connects refused before login");
                refuse(refused.code(), refused.reason());
            }
            case Hello.Polite polite -> logIn(polite);
        }
    }

    private void logIn(Hello.Polite polite) {
        phase = Phase.LOGGING_IN;
        hello = polite;
        askedToLogIn = true;
        watch(polite.keepAliveSeconds());
        surroundings
                .switchboard()
                .login(this, polite.id().text(), polite.proof())
                .whenComplete((verdict, mistake) -> onLoop(() -> judged(polite, verdict, mistake)));
    }

    private void judged(Hello.Polite polite, @Nullable Verdict verdict, @Nullable Throwable mistake) {
        if (phase != Phase.LOGGING_IN) {
            return;
        }
        switch (verdict) {
            case null -> {
                LOG.error("a login could not be judged", mistake);
                refuse(MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5, "the manager has a problem");
            }
            case Verdict.Refused refused -> refuse(code(refused.reason()), refused.reason());
            case Verdict.Admitted admitted -> {
                phase = Phase.LINKING;
                context().pipeline().fireUserEventTriggered(Proved.PROVED);
                link = BrokerLink.open(
                        context().channel().eventLoop(),
                        surroundings.broker(),
                        Packets.connect(
                                polite.id().text(),
                                polite.keepAliveSeconds(),
                                polite.will(),
                                surroundings.broker().credentials()),
                        new FromBroker());
            }
        }
    }

    /**
     * "Not authorized" makes an endpoint that never got in give up, so only a bad invite and a missing membership are told
     * by it, known by the words that the endpoint's link goes by too. A stale challenge or a full manager passes: 0x86.
     */
    private static MqttConnectReturnCode code(String reason) {
        return reason.contains("invite") || reason.contains("member")
                ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
                : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD;
    }

    private void onEarly(MqttMessage packet) {
        if (early.size() >= MOST_EARLY_PACKETS) {
            counters.count("MQTT packets out of place");
            refuse(MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED, "wait for CONNACK");
        } else {
            early.add(ReferenceCountUtil.retain(packet));
        }
    }

    /** Silence for one and a half times the keepalive ends a connection (MQTT 5 section 3.1.2.10). */
    private void watch(int keepAliveSeconds) {
        long silence = keepAliveSeconds * 1_500L;
        context().pipeline().addFirst("silence", new IdleStateHandler(silence, 0, 0, TimeUnit.MILLISECONDS));
    }

    private final class FromBroker implements BrokerLink.Listener {
        @Override
        public void onLinked() {
            Hello.Polite polite = hello;
            BrokerLink linked = link;
            if (phase != Phase.LINKING || polite == null || linked == null) {
                return;
            }
            phase = Phase.OPEN;
            relay = new Relay(polite.id(), new ToEndpoint(), linked, counters);
            context().writeAndFlush(Packets.welcome(polite.keepAliveSeconds()));
            while (!early.isEmpty() && phase == Phase.OPEN) {
                MqttMessage packet = early.remove();
                try {
                    onPacket(packet);
                } finally {
                    ReferenceCountUtil.release(packet);
                }
            }
        }

        @Override
        public void onPacket(MqttMessage packet) {
            if (phase == Phase.OPEN && relay != null) {
                relay.fromBroker(packet);
            }
        }

        @Override
        public void onRoom(boolean room) {
            brokerFull = !room;
            readOrNot();
        }

        @Override
        public void onBroken(String reason) {
            counters.count("connections lost: the broker");
            if (phase == Phase.OPEN) {
                disconnect(Disconnect.SERVER_BUSY, reason);
            } else if (phase != Phase.OVER) {
                refuse(MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5, reason);
            }
        }
    }

    // ---- inside ----

    private void onPacket(MqttMessage packet) {
        long pause = rate.nanosToPause(System.nanoTime());
        if (rate.hopeless()) {
            counters.count("connections cut: too many packets");
            disconnect(Disconnect.MESSAGE_RATE_TOO_HIGH, "too many packets");
            return;
        }
        if (pause > 0 && !paused) {
            paused = true;
            readOrNot();
            context().executor().schedule(this::resume, pause, TimeUnit.NANOSECONDS);
        }
        if (packet.fixedHeader().messageType() == MqttMessageType.DISCONNECT) {
            onGoodbye(packet);
        } else if (relay != null) {
            relay.fromEndpoint(packet);
        }
    }

    private void resume() {
        paused = false;
        readOrNot();
    }

    private void readOrNot() {
        context().channel().config().setAutoRead(!paused && !brokerFull);
    }

    /** Reason 0 voids the will; any other wants it said (MQTT 5 section 3.14.2.1). */
    private void onGoodbye(MqttMessage packet) {
        boolean onPurpose = !(packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header)
                || header.reasonCode() == 0;
        if (onPurpose && link != null) {
            link.leave();
        }
        hangUp();
    }

    private final class ToEndpoint implements Relay.Endpoint {
        @Override
        public void send(MqttMessage packet) {
            context().writeAndFlush(packet);
        }

        @Override
        public boolean hasRoom() {
            return context().channel().isWritable();
        }

        @Override
        public void disconnect(Disconnect code, String reason) {
            MqttGateway.this.disconnect(code, reason);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            context.executor().schedule(this::cutIfStalled, MOST_STALLED.toMillis(), TimeUnit.MILLISECONDS);
        }
        context.fireChannelWritabilityChanged();
    }

    private void cutIfStalled() {
        if (phase != Phase.OVER && !context().channel().isWritable()) {
            counters.count("connections cut: the endpoint doesn't read");
            hangUp();
        }
    }

    // ---- the end ----

    @Override
    public void replaced() {
        onLoop(() -> end(Disconnect.SESSION_TAKEN_OVER, "the same endpoint has logged in again"));
    }

    @Override
    public void drop(String reason) {
        onLoop(() -> end(Disconnect.ADMINISTRATIVE_ACTION, reason));
    }

    private void end(Disconnect code, String reason) {
        switch (phase) {
            case OPEN -> disconnect(code, reason);
            case LOGGING_IN, LINKING -> refuse(MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5, reason);
            case AWAITING_CONNECT, OVER -> {}
        }
    }

    private void disconnect(Disconnect code, String reason) {
        sayLast(Packets.disconnect(code, reason));
    }

    private void refuse(MqttConnectReturnCode code, String reason) {
        sayLast(Packets.refusal(code, reason));
    }

    private void sayLast(MqttMessage word) {
        phase = Phase.OVER;
        context().writeAndFlush(word).addListener(ChannelFutureListener.CLOSE);
        letGo();
    }

    private void hangUp() {
        phase = Phase.OVER;
        context().close();
        letGo();
    }

    private void letGo() {
        if (link != null) {
            link.close();
        }
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        phase = Phase.OVER;
        letGo();
        if (askedToLogIn) {
            surroundings.switchboard().closed(this);
        }
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && phase != Phase.OVER) {
            counters.count("connections cut: silent beyond their keepalive");
            end(Disconnect.KEEP_ALIVE_TIMEOUT, "nothing was heard for too long");
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a control connection failed", cause);
        counters.count(
                cause instanceof java.io.IOException ? "connections broken" : "WebSocket frames that can't be read");
        hangUp();
    }

    private void onLoop(Runnable work) {
        context().executor().execute(work);
    }

    private ChannelHandlerContext context() {
        return Optional.ofNullable(context).orElseThrow();
    }
}
