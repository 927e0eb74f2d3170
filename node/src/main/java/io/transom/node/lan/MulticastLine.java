package io.transom.node.lan;

import io.transom.core.lan.Lan;
import io.transom.core.lan.Subnet;
import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.dns.DnsMessage;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's own links, a socket for each: so that each message leaves where it should, and what is heard on a link
 * that isn't a home's is never read.
 */
public final class MulticastLine implements LanLine {
    private static final Logger LOG = LoggerFactory.getLogger(MulticastLine.class);
    /** RFC 6762 section 3. */
    private static final InetSocketAddress GROUP = group();
    /** Section 11. */
    private static final int TIME_TO_LIVE = 255;
    /** More links than a home's machine has; a host of containers has dozens, which are nobody's home. */
    private static final int MOST_LINKS = 8;

    private final Map<String, DatagramChannel> channels = new LinkedHashMap<>();
    private List<Subnet> links = List.of();
    private Optional<Ear> ear = Optional.empty();
    private Optional<Selector> selector = Optional.empty();

    @Override
    public synchronized void open(Ear newEar) {
        ear = Optional.of(newEar);
        try {
            selector = Optional.of(Selector.open());
        } catch (IOException e) {
            LOG.warn("no multicast, so nobody in this home is found while the manager is away: {}", e.getMessage());
            return;
        }
        Selector opened = selector.get();
        look();
        Thread.ofPlatform().daemon().name("lan").start(() -> listen(opened, newEar));
    }

    @Override
    public synchronized void look() {
        if (selector.isEmpty() || ear.isEmpty()) {
            return;
        }
        Map<String, NetworkInterface> there = homeLinks();
        channels.entrySet().removeIf(slot -> {
            boolean gone = !there.containsKey(slot.getKey());
            if (gone) {
                close(slot.getValue());
            }
            return gone;
        });
        List<Subnet> spoken = new ArrayList<>();
        there.forEach((key, link) -> {
            if (!channels.containsKey(key)) {
                join(link).ifPresent(channel -> channels.put(key, channel));
            }
            if (channels.containsKey(key)) {
                spoken.addAll(subnets(link));
            }
        });
        if (!spoken.equals(links)) {
            links = spoken;
            ear.get().onLinks(links);
        }
    }

    /** By name and addresses: a link that was renumbered is joined anew. */
    private static Map<String, NetworkInterface> homeLinks() {
        Map<String, NetworkInterface> found = new LinkedHashMap<>();
        try {
            for (NetworkInterface link : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                boolean speaks =
                        link.isUp() && link.supportsMulticast() && !link.isLoopback() && !link.isPointToPoint();
                if (speaks && !subnets(link).isEmpty() && found.size() < MOST_LINKS) {
                    found.put(link.getName() + " " + subnets(link), link);
                }
            }
        } catch (SocketException e) {
            LOG.debug("the links of this machine can't be listed", e);
        }
        return found;
    }

    /** The private and link-local addresses: a link with a public one only is no home's. */
    private static List<Subnet> subnets(NetworkInterface link) {
        return link.getInterfaceAddresses().stream()
                .filter(address -> address.getAddress() instanceof Inet4Address v4
                        && (v4.isSiteLocalAddress() || v4.isLinkLocalAddress()))
                .map(address -> new Subnet(Addresses.of(address.getAddress()), address.getNetworkPrefixLength()))
                .toList();
    }

    private Optional<DatagramChannel> join(NetworkInterface link) {
        try {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(Lan.MDNS_PORT));
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, link);
                channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, TIME_TO_LIVE);
                channel.join(GROUP.getAddress(), link);
                channel.configureBlocking(false);
                channel.register(selector.orElseThrow(), SelectionKey.OP_READ);
                selector.get().wakeup();
                return Optional.of(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            LOG.info("no multicast on {}: {}", link.getName(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public synchronized void send(Bytes message) {
        for (DatagramChannel channel : channels.values()) {
            try {
                channel.send(ByteBuffer.wrap(message.shared()), GROUP);
            } catch (IOException e) {
                // It is repeated, and a link that has gone is noticed by whoever watches the network.
                LOG.debug("an mDNS message was not sent: {}", e.getMessage());
            }
        }
    }

    private void listen(Selector selecting, Ear told) {
        ByteBuffer buffer = ByteBuffer.allocate(DnsMessage.LONGEST + 1);
        try {
            while (selecting.isOpen()) {
                selecting.select(key -> receive((DatagramChannel) key.channel(), buffer, told));
            }
        } catch (ClosedSelectorException closed) {
            LOG.trace("closed");
        } catch (IOException e) {
            LOG.warn("multicast is heard no more: {}", e.getMessage());
        }
    }

    private static void receive(DatagramChannel channel, ByteBuffer buffer, Ear told) {
        try {
            buffer.clear();
            if (channel.receive(buffer) instanceof InetSocketAddress from) {
                told.onMessage(Addresses.of(from), Bytes.of(buffer.array(), 0, buffer.position()));
            }
        } catch (IOException e) {
            LOG.debug("a link was lost: {}", e.getMessage());
        }
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("on closing: {}", e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        channels.values().forEach(MulticastLine::close);
        channels.clear();
        selector.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("on closing: {}", e.getMessage());
            }
        });
        selector = Optional.empty();
    }

    private static InetSocketAddress group() {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, (byte) 251}), Lan.MDNS_PORT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv4 address has four octets", e);
        }
    }
}
