package io.transom.manager.relay;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.transom.manager.count.Counters;
import io.transom.manager.count.Proved;
import io.transom.node.tunnel.SendQueue;
import io.transom.wire.Bytes;
import io.transom.wire.relay.ChannelFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One endpoint's WebSocket to the relay: each binary message is one datagram. Last in its channel's pipeline but one. */
public final class Tunnel extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** A frame with the largest datagram; a bind has 116 octets. */
    public static final int LONGEST_MESSAGE = ChannelFrame.HEADER_LENGTH + ChannelFrame.MOST_DATAGRAM;

    /** Its grant is there before the connection: one round trip is enough for an honest bind. */
    static final Duration TIME_TO_BIND = Duration.ofSeconds(5);
    /** The relay itself forgets what is idle after a minute; this only closes what it has forgotten. */
    private static final Duration CHECKED_EVERY = Duration.ofSeconds(15);
    /** Eight calls at the relay's own rate: who sends more sends it to hurt. */
    private static final int MOST_MESSAGES_A_SECOND = 1_200;
    /** What waits before the kernel: as little as possible, because the queue knows what to drop. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512, 1024);

    /**
     * Octets that the kernel may hold, which Linux takes twice: on a line that is too slow, sound in there can't be dropped
     * any more and delays all that follows, so it is less than a second of it.
     */
    private static final int SEND_BUFFER = 4 * 1024;

    private final long number;
    private final RelayTraffic traffic;
    private final Counters counters;
    private final SendQueue queue = new SendQueue();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile @Nullable ChannelHandlerContext context;
    private long second;
    private int messages;
    private boolean proved;

    Tunnel(long number, RelayTraffic traffic, Counters counters) {
        this.number = number;
        this.traffic = traffic;
        this.counters = counters;
    }

    long number() {
        return number;
    }

    /** True while an end of a call is bound here. */
    public boolean isUsed() {
        return traffic.isUsed(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        added.channel().config().setWriteBufferWaterMark(WATER_MARK);
        added.channel().config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        traffic.opened(this);
        check(added, TIME_TO_BIND);
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        traffic.closed(this);
        gone.fireChannelInactive();
    }

    private void check(ChannelHandlerContext here, Duration after) {
        here.executor()
                .schedule(
                        () -> {
                            if (here.channel().isActive() && isUsed()) {
                                check(here, CHECKED_EVERY);
                            } else if (here.channel().isActive()) {
                                counters.count("tunnels cut: no end of a call is bound there");
                                here.close();
                            }
                        },
                        after.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, WebSocketFrame frame) {
        if (!(frame instanceof BinaryWebSocketFrame) || !frame.isFinalFragment()) {
            cut(from, WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "tunnels cut: a message that isn't one binary frame");
        } else if (isTooMany(System.nanoTime())) {
            cut(from, WebSocketCloseStatus.POLICY_VIOLATION, "tunnels cut: too many messages");
        } else {
            traffic.fromTunnel(this, Bytes.owning(ByteBufUtil.getBytes(frame.content())));
            if (!proved && isUsed()) {
                proved = true;
                from.pipeline().fireUserEventTriggered(Proved.PROVED);
            }
        }
    }

    /** The datagram in a message of its own; from any thread. */
    void send(Bytes datagram) {
        ChannelHandlerContext to = context;
        if (to == null || !queue.add(datagram)) {
            counters.count("relayed datagrams dropped: the tunnel's end doesn't read");
        }
        if (to != null && !draining.getAndSet(true)) {
            to.executor().execute(() -> {
                draining.set(false);
                drain(to);
            });
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        drain(changed);
        changed.fireChannelWritabilityChanged();
    }

    /** On the connection's thread: as much as the kernel takes. */
    private void drain(ChannelHandlerContext to) {
        boolean written = false;
        while (to.channel().isActive() && to.channel().isWritable()) {
            Optional<Bytes> next = queue.next();
            if (next.isEmpty()) {
                break;
            }
            to.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(next.get().shared())));
            written = true;
        }
        if (written) {
            to.flush();
        }
    }

    private boolean isTooMany(long now) {
        if (now - second > TimeUnit.SECONDS.toNanos(1)) {
            second = now;
            messages = 0;
        }
        messages++;
        return messages > MOST_MESSAGES_A_SECOND;
    }

    private void cut(ChannelHandlerContext from, WebSocketCloseStatus status, String counted) {
        counters.count(counted);
        from.channel().config().setAutoRead(false);
        from.writeAndFlush(new CloseWebSocketFrame(status)).addListener(ChannelFutureListener.CLOSE);
    }
}
