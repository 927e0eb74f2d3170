package io.transom.manager.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.transom.manager.count.Counters;
import io.transom.manager.count.Proved;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a new connection in or closes it at once, before it costs anything. First in the pipeline. */
@Sharable
final class Gate extends ChannelInboundHandlerAdapter {
    /** Sources remembered; the longest unseen is forgotten first, so a flood of sources only forgives the flood. */
    private static final int MOST_SOURCES = 20_000;

    /** Set on each that is counted as open: one that was closed while it was furnished never was. */
    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf(Gate.class, "counted");

    private final Limits limits;
    private final Counters counters;
    private final Guests guests;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Source, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Bucket> eldest) {
            return size() > MOST_SOURCES;
        }
    };

    Gate(Limits limits, Counters counters) {
        this.limits = limits;
        this.counters = counters;
        this.guests = new Guests(limits);
    }

    int open() {
        return open.get();
    }

    /** Of those, whose other end has proved nothing yet. */
    int guests() {
        return guests.count();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel channel = context.channel();
        channel.attr(COUNTED).set(true);
        if (open.incrementAndGet() > limits.connections()) {
            counters.count("connections refused: the manager is full");
            context.close();
            return;
        }
        guests.come(channel).ifPresent(oldest -> {
            counters.count("connections cut: they proved nothing while others waited");
            oldest.close();
        });
        InetAddress peer = peer(channel);
        // For whom a trusted proxy stands is in its request.
        if (limits.trusted().contains(peer) || admitsPeer(channel, peer)) {
            context.fireChannelActive();
        } else {
            context.close();
        }
    }

    /** The other end of the socket. */
    static InetAddress peer(Channel channel) {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress();
    }

    /** A guest who comes by itself; false, and counted, where it may not stay. */
    boolean admitsPeer(Channel guest, InetAddress peer) {
        return limits.exemptLoopback() && peer.isLoopbackAddress() || admits(guest, peer);
    }

    /** A guest that comes from {@code source}; false, and counted, where it may not stay. */
    boolean admits(Channel guest, InetAddress address) {
        Source source = Source.of(address);
        if (!allowed(source)) {
            counters.count("connections refused: too many from one source");
            return false;
        }
        if (!guests.name(guest, source)) {
            counters.count("connections refused: too many of one source that have proved nothing");
            return false;
        }
        return true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Proved) {
            guests.gone(context.channel());
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (context.channel().attr(COUNTED).getAndSet(null) != null) {
            open.decrementAndGet();
        }
        guests.gone(context.channel());
        context.fireChannelInactive();
    }

    private boolean allowed(Source source) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(source, key -> new Bucket(limits)).take(System.nanoTime());
        }
    }

    private static final class Bucket {
        private final Limits limits;
        private double tokens;
        private long last = System.nanoTime();

        Bucket(Limits limits) {
            this.limits = limits;
            this.tokens = limits.connectionBurst();
        }

        boolean take(long now) {
            double earned = (now - last) / 1e9 * limits.connectionsASecond();
            tokens = Math.min(limits.connectionBurst(), tokens + earned);
            last = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
