package io.transom.lab.router;

import io.transom.node.udp.Addresses;
import io.transom.simulator.router.Router;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One router: a thread, a selector, one inside socket and an outside socket for each mapping. Where it is given a delay,
 * that is the access line behind it, between the router and the rest of the world: what goes out is translated first and
 * then on its way, what comes in has its way behind it when it is filtered.
 */
public final class UserSpaceRouter implements AutoCloseable {
    /** Larger than any datagram that Transom sends; what is longer is cut by the socket and fails its checks. */
    private static final int LONGEST_DATAGRAM = 2_048;

    /** Another demo on the same addresses holds a few dozen; more is a machine with another problem. */
    private static final int MOST_TAKEN_PORTS = 1_000;

    /** What went through and what did not. */
    public record Counters(long outbound, long inbound, long dropped) {}

    private final Router router;
    private final Selector selector;
    private final DatagramChannel inside;
    private final Map<UdpAddress, DatagramChannel> outsides = new TreeMap<>();
    private final AtomicLong outboundCount = new AtomicLong();
    private final AtomicLong inboundCount = new AtomicLong();
    private final AtomicLong droppedCount = new AtomicLong();
    private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST_DATAGRAM);
    private final DelayLine line;
    private final Thread thread;

    /** A router whose line to the world takes no time. */
    public UserSpaceRouter(RouterKind kind, UdpAddress insideAddress, IpAddress outsideIp) throws IOException {
        this(kind, insideAddress, outsideIp, Duration.ZERO);
    }

    /**
     * Binds and begins to route.
     *
     * @param insideAddress where the endpoint sends its framed datagrams; port 0 = any
     * @param outsideIp the address that the world sees
     * @param delay one way, of its line to the world
     */
    public UserSpaceRouter(RouterKind kind, UdpAddress insideAddress, IpAddress outsideIp, Duration delay)
            throws IOException {
        if (kind.mapping() == Mapping.NONE) {
            throw new IllegalArgumentException(
                    "a router in user space translates addresses: for none/... run the endpoint without a router");
        }
        router = new Router(kind, outsideIp);
        line = new DelayLine(delay);
        selector = Selector.open();
        inside = open(insideAddress);
        thread = Thread.ofPlatform().name("router " + outsideIp).daemon().start(this::route);
    }

    /** Where endpoints send to: {@code --udp-via}. */
    public UdpAddress insideAddress() {
        try {
            return Addresses.of((InetSocketAddress) inside.getLocalAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Counters counters() {
        return new Counters(outboundCount.get(), inboundCount.get(), droppedCount.get());
    }

    private DatagramChannel open(UdpAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(Addresses.socketAddress(address));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private void route() {
        try {
            while (selector.isOpen() && !Thread.currentThread().isInterrupted()) {
                waitForWork();
                droppedCount.addAndGet(line.deliver(System.nanoTime()));
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException e) {
            // Closed from outside: the router is switched off.
            droppedCount.incrementAndGet();
        }
    }

    /** The selector counts whole milliseconds; what is left of one is waited for in steps that delay nobody. */
    private void waitForWork() throws IOException {
        long nanos = line.untilNext(System.nanoTime());
        if (nanos >= 1_000_000) {
            selector.select(
                    key -> receive((DatagramChannel) key.channel()), nanos == Long.MAX_VALUE ? 0 : nanos / 1_000_000);
        } else if (selector.selectNow(key -> receive((DatagramChannel) key.channel())) == 0 && nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, 50_000));
        }
    }

    private void receive(DatagramChannel channel) {
        try {
            while (true) {
                buffer.clear();
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
                if (from == null) {
                    return;
                }
                buffer.flip();
                if (channel == inside) {
                    outbound(Addresses.of(from));
                } else {
                    UdpAddress outside = Addresses.of((InetSocketAddress) channel.getLocalAddress());
                    line.carry(buffer, System.nanoTime(), late -> inbound(Addresses.of(from), outside, late));
                }
            }
        } catch (IOException e) {
            // An ICMP error of an earlier send, or a full buffer: UDP may lose it.
            droppedCount.incrementAndGet();
        }
    }

    private void outbound(UdpAddress endpoint) throws IOException {
        Optional<UdpAddress> remote = readAddress(buffer);
        Optional<DatagramChannel> way = remote.flatMap(to -> wayOut(endpoint, to));
        if (way.isEmpty()) {
            droppedCount.incrementAndGet();
            return;
        }
        line.carry(buffer, System.nanoTime(), late -> way.get().send(late, Addresses.socketAddress(remote.get())));
        outboundCount.incrementAndGet();
    }

    /** The mapping's socket, opened for its first packet; ports that others on this machine hold are passed over. */
    private Optional<DatagramChannel> wayOut(UdpAddress endpoint, UdpAddress remote) {
        for (int tries = 0; tries < MOST_TAKEN_PORTS; tries++) {
            Optional<UdpAddress> outside = router.outbound(endpoint, remote, now());
            if (outside.isEmpty()) {
                return Optional.empty();
            }
            DatagramChannel open = outsides.get(outside.get());
            if (open != null) {
                return Optional.of(open);
            }
            try {
                DatagramChannel opened = open(outside.get());
                outsides.put(outside.get(), opened);
                return Optional.of(opened);
            } catch (IOException taken) {
                router.giveBack(outside.get());
            }
        }
        return Optional.empty();
    }

    private void inbound(UdpAddress remote, UdpAddress outside, ByteBuffer datagram) throws IOException {
        Optional<UdpAddress> endpoint = router.inbound(remote, outside, now());
        if (endpoint.isEmpty()) {
            droppedCount.incrementAndGet();
            return;
        }
        ByteBuffer framed = ByteBuffer.allocate(19 + datagram.remaining());
        framed.put((byte) (remote.ip().isV4() ? 4 : 6));
        framed.put(remote.ip().octets().shared());
        framed.putShort((short) remote.port());
        framed.put(datagram).flip();
        inside.send(framed, Addresses.socketAddress(endpoint.get()));
        inboundCount.incrementAndGet();
    }

    private static Optional<UdpAddress> readAddress(ByteBuffer framed) {
        if (!framed.hasRemaining()) {
            return Optional.empty();
        }
        int family = framed.get();
        int length = family == 4 ? 4 : family == 6 ? 16 : -1;
        if (length < 0 || framed.remaining() < length + 2) {
            return Optional.empty();
        }
        byte[] octets = new byte[length];
        framed.get(octets);
        return Optional.of(new UdpAddress(new IpAddress(Bytes.owning(octets)), framed.getShort() & 0xFFFF));
    }

    private static Moment now() {
        return new Moment(System.nanoTime());
    }

    @Override
    public void close() {
        try {
            selector.close();
            thread.join();
            inside.close();
            for (DatagramChannel channel : outsides.values()) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
