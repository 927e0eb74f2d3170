package io.transom.manager.mqtt;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.transom.manager.broker.Broker;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One endpoint's TCP connection to the broker, on the same event loop as the endpoint's own. */
final class BrokerLink extends SimpleChannelInboundHandler<MqttMessage> {
    /** What becomes of the link; called on the event loop. */
    interface Listener {
        void onLinked();

        /** Every packet after CONNACK; released by the link afterwards. */
        void onPacket(MqttMessage packet);

        /** The broker's connection is full ({@code false}) or has room again. */
        void onRoom(boolean room);

        /** Couldn't be made, refused, or lost; at most once, and not after {@link #close}. */
        void onBroken(String reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);
    /** From TCP SYN to CONNACK: a broker that needs longer is as good as away, and the endpoint tries again. */
    private static final int PATIENCE_MILLIS = 5_000;
    /** The broker may lag by this much before the endpoint isn't read any more. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    private final MqttConnectMessage connect;
    private final Listener listener;
    private final Channel channel;
    private boolean linked;
    private boolean over;

    private BrokerLink(EventLoop loop, Broker broker, MqttConnectMessage connect, Listener listener) {
        this.connect = connect;
        this.listener = listener;
        var attempt = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PATIENCE_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        fresh.pipeline()
                                .addLast(new MqttDecoder(Packets.LONGEST_DOWNWARD), MqttEncoder.INSTANCE)
                                .addLast(BrokerLink.this);
                    }
                })
                .connect(broker.address());
        this.channel = attempt.channel();
        attempt.addListener(done -> {
            if (!done.isSuccess()) {
                broken("the manager's broker can't be reached");
            }
        });
        loop.schedule(this::giveUpUnlessLinked, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Call on {@code loop}. */
    static BrokerLink open(EventLoop loop, Broker broker, MqttConnectMessage connect, Listener listener) {
        return new BrokerLink(loop, broker, connect, listener);
    }

    void write(MqttMessage packet) {
        channel.writeAndFlush(packet);
    }

    /** Ends it so that the will is said. */
    void close() {
        over = true;
        channel.close();
    }

    /** Ends it with DISCONNECT: the endpoint has left on purpose, its will is void. */
    void leave() {
        over = true;
        channel.writeAndFlush(Packets.disconnect(MqttReasonCodes.Disconnect.NORMAL_DISCONNECT, ""))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(connect);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage packet) {
        if (packet.decoderResult().isFailure()) {
            LOG.warn(
                    "the broker sent a packet that can't be read",
                    packet.decoderResult().cause());
            broken("the manager's broker can't be understood");
        } else if (linked) {
            if (!over) {
                listener.onPacket(packet);
            }
        } else if (packet instanceof MqttConnAckMessage answer) {
            onConnAck(answer.variableHeader().connectReturnCode());
        } else {
            broken("the manager's broker can't be understood");
        }
    }

    private void onConnAck(MqttConnectReturnCode code) {
        if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            linked = true;
            if (!over) {
                listener.onLinked();
            }
        } else {
            LOG.warn("the broker refuses an endpoint's connection: {}", code);
            broken("the manager's broker refuses connections");
        }
    }

    private void giveUpUnlessLinked() {
        if (!linked) {
            broken("the manager's broker doesn't answer");
        }
    }

    private void broken(String reason) {
        if (!over) {
            over = true;
            channel.close();
            listener.onBroken(reason);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        broken("the manager's broker is away");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!over) {
            listener.onRoom(context.channel().isWritable());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("the broker's connection failed", cause);
        broken("the manager's broker is away");
    }
}
