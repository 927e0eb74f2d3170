package io.transom.lab.tun;

import io.transom.node.time.SystemEntropy;
import io.transom.simulator.router.Arrival;
import io.transom.simulator.router.Ports;
import io.transom.simulator.router.Router;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One router between two networks. UDP goes through the simulator's own {@link Router}; TCP and echo through tables of the
 * same class that are always as friendly as RFC 5382 and RFC 5508 ask, for what is tried out here is UDP.
 */
final class Nat {
    /** RFC 5382 REQ-5: an established connection is kept for at least 2 hours and 4 minutes. */
    private static final Duration TCP_EXPIRY = Duration.ofMinutes(124);
    /** RFC 5508 REQ-1. */
    private static final Duration ECHO_EXPIRY = Duration.ofSeconds(60);

    private final HomeRouter how;
    private final Network inside;
    private final Network outside;
    private final PacketLoop loop;
    private final Router udp;
    private final Router tcp;
    private final Router echo;
    private boolean out;
    private Set<IpAddress> only = Set.of();
    private HomeTap tap = HomeTap.NONE;
    private long dropped;

    Nat(HomeRouter how, Network inside, Network outside, IpAddress address, PacketLoop loop) {
        this.how = how;
        this.inside = inside;
        this.outside = outside;
        this.loop = loop;
        udp = new Router(how.kind(), address, new SystemEntropy());
        tcp = friendly(Filtering.ADDRESS_AND_PORT_DEPENDENT, TCP_EXPIRY, address);
        echo = friendly(Filtering.ADDRESS_DEPENDENT, ECHO_EXPIRY, address);
        inside.gateway(this::fromInside);
        outside.join(address, this::fromOutside);
    }

    private Router friendly(Filtering filtering, Duration expiry, IpAddress address) {
        if (!how.kind().closed()) {
            return new Router(RouterKind.open(), address);
        }
        Mapping mapping = how.kind().mapping() == Mapping.NONE ? Mapping.NONE : Mapping.ENDPOINT_INDEPENDENT;
        RouterKind kind = RouterKind.of(mapping, filtering)
                .choosing(Ports.PRESERVED)
                .refreshing()
                .expiring(expiry);
        return new Router(kind, address);
    }

    IpAddress address() {
        return udp.outsideIp();
    }

    /** Every mapping is forgotten; the address at which the world sees it from now on. */
    IpAddress reboot() {
        IpAddress address = outside.take();
        leave();
        udp.reboot(address);
        tcp.reboot(address);
        echo.reboot(address);
        outside.join(address, this::fromOutside);
        return address;
    }

    /** The line is cut, or mended; mappings stay. */
    void cut(boolean isOut) {
        out = isOut;
    }

    /** Lets UDP through to and from {@code addresses} alone; to and from everywhere where there are none. */
    void only(Set<IpAddress> addresses) {
        only = Set.copyOf(addresses);
    }

    /** From now on {@code ear} is told of each UDP and TCP packet that a host inside sends or is given. */
    void tap(HomeTap ear) {
        tap = ear;
    }

    /** Off the net; the address that it had. */
    IpAddress leave() {
        IpAddress address = address();
        outside.leave(address);
        outside.giveBack(address);
        return address;
    }

    /** Packets that it did not let through. */
    long dropped() {
        return dropped;
    }

    // ---- outbound ----

    private void fromInside(Ipv4Packet packet) {
        listen(false, packet);
        if (out || isShut(packet, packet.destination()) || !packet.age() || !translateOutbound(packet)) {
            dropped++;
        } else if (packet.destination().equals(address())) {
            hairpin(packet);
        } else {
            overTheLine(() -> outside.deliver(packet));
        }
    }

    private void hairpin(Ipv4Packet packet) {
        if (how.kind().hairpin()) {
            arrive(packet);
        } else {
            dropped++;
        }
    }

    private boolean translateOutbound(Ipv4Packet packet) {
        return switch (packet.whatItIs()) {
            case UDP, TCP, ECHO -> {
                Optional<UdpAddress> from = table(packet.whatItIs()).outbound(packet.from(), packet.to(), now());
                from.ifPresent(packet::setFrom);
                yield from.isPresent();
            }
            case ICMP_ERROR -> quoteOutbound(packet);
            case OTHER -> false;
        };
    }

    /** An inside host complains about a packet that it got through us: the sender knows our address only. */
    private boolean quoteOutbound(Ipv4Packet error) {
        return error.quoted()
                .filter(Nat::hasPorts)
                .map(quoted -> {
                    Optional<UdpAddress> seen = table(quoted.whatItIs()).outbound(quoted.to(), quoted.from(), now());
                    seen.ifPresent(address -> {
                        quoted.setTo(address);
                        error.setSource(address.ip());
                        error.sumIcmp();
                    });
                    return seen.isPresent();
                })
                .orElse(false);
    }

    // ---- inbound ----

    private void fromOutside(Ipv4Packet packet) {
        overTheLine(() -> {
            if (packet.age()) {
                arrive(packet);
            } else {
                dropped++;
            }
        });
    }

    private void arrive(Ipv4Packet packet) {
        boolean gone = out || isShut(packet, packet.source());
        Arrival arrival = gone ? new Arrival.Dropped() : translateInbound(packet);
        switch (arrival) {
            case Arrival.LetIn in -> {
                listen(true, packet);
                inside.deliver(packet);
            }
            case Arrival.Dropped nothing -> dropped++;
            case Arrival.Rejected nothing -> {
                dropped++;
                Ipv4Packet error = packet.portUnreachable(address());
                overTheLine(() -> outside.deliver(error));
            }
        }
    }

    private Arrival translateInbound(Ipv4Packet packet) {
        return switch (packet.whatItIs()) {
            case UDP, TCP, ECHO -> {
                Arrival arrival = table(packet.whatItIs()).arrive(packet.from(), packet.to(), now());
                if (arrival instanceof Arrival.LetIn in) {
                    packet.setTo(in.inside());
                }
                yield arrival;
            }
            case ICMP_ERROR ->
                quoteInbound(packet).<Arrival>map(Arrival.LetIn::new).orElseGet(Arrival.Dropped::new);
            case OTHER -> new Arrival.Dropped();
        };
    }

    /** Somebody complains about a packet that left through us: RFC 5508 section 4.2. It leaves the mapping as it is. */
    private Optional<UdpAddress> quoteInbound(Ipv4Packet error) {
        return error.quoted().filter(Nat::hasPorts).flatMap(quoted -> {
            Optional<UdpAddress> sender = table(quoted.whatItIs()).inbound(quoted.to(), quoted.from(), now());
            sender.ifPresent(address -> {
                quoted.setFrom(address);
                error.setDestination(address.ip());
                error.sumIcmp();
            });
            return sender;
        });
    }

    private static boolean hasPorts(Ipv4Packet packet) {
        return switch (packet.whatItIs()) {
            case UDP, TCP, ECHO -> true;
            case ICMP_ERROR, OTHER -> false;
        };
    }

    private boolean isShut(Ipv4Packet packet, IpAddress peer) {
        return packet.whatItIs() == Ipv4Packet.Kind.UDP && !only.isEmpty() && !only.contains(peer);
    }

    private void listen(boolean arriving, Ipv4Packet packet) {
        boolean byTcp = packet.whatItIs() == Ipv4Packet.Kind.TCP;
        if (byTcp || packet.whatItIs() == Ipv4Packet.Kind.UDP) {
            tap.saw(arriving, System.nanoTime(), byTcp, packet.carried());
        }
    }

    private Router table(Ipv4Packet.Kind kind) {
        return switch (kind) {
            case UDP -> udp;
            case TCP -> tcp;
            case ECHO -> echo;
            case ICMP_ERROR, OTHER -> throw new IllegalArgumentException(kind + " has no table");
        };
    }

    private void overTheLine(Runnable arrival) {
        loop.after(how.line(), arrival);
    }

    private static Moment now() {
        return new Moment(System.nanoTime());
    }
}
