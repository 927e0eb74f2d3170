package io.transom.manager.door;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.transom.manager.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a new connection in or closes it at once, before it costs anything. */
@Sharable
final class Gate extends ChannelInboundHandlerAdapter {
    /** Sources remembered; the longest unseen is forgotten first, so a flood of sources only forgives the flood. */
    private static final int MOST_SOURCES = 20_000;

    private final Limits limits;
    private final Counters counters;
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
    }

    int open() {
        return open.get();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        InetAddress address = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
        if (open.incrementAndGet() > limits.connections()) {
            counters.count("connections refused: the manager is full");
            context.close();
        } else if (!(limits.exemptLoopback() && address.isLoopbackAddress()) && !allowed(Source.of(address))) {
            counters.count("connections refused: too many from one source");
            context.close();
        } else {
            context.fireChannelActive();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open.decrementAndGet();
        context.fireChannelInactive();
    }

    private boolean allowed(Source source) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(source, key -> new Bucket(limits)).take(System.nanoTime());
        }
    }

    /** An IPv4 address, or the first 64 bits of an IPv6 address: what one household has. */
    private record Source(long prefix, boolean v4) {
        static Source of(InetAddress address) {
            byte[] octets = address.getAddress();
            long prefix = 0;
            for (byte octet : Arrays.copyOf(octets, Math.min(8, octets.length))) {
                prefix = prefix << 8 | octet & 0xFF;
            }
            return new Source(prefix, octets.length == 4);
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
