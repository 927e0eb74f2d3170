package io.transom.core.path;

import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One home's router, in the terms of RFC 4787: mapping × filtering, and whether it drops or rejects what it doesn't expect. */
final class HomeRouter {
    /** RFC 4787 section 4.1, and none at all. */
    enum Mapping {
        ENDPOINT_INDEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }

    /** RFC 4787 section 5. */
    enum Filtering {
        OPEN,
        ADDRESS_DEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }

    static final int FIRST_PORT = 40000;

    private record Flow(int socket, Optional<UdpAddress> to) {}

    private final IpAddress ip;
    private final Mapping mapping;
    private final Filtering filtering;
    private final boolean rejects;
    private final Map<Flow, Integer> portOf = new LinkedHashMap<>();
    private final Map<Integer, Integer> socketOf = new LinkedHashMap<>();
    private final Map<Integer, Set<UdpAddress>> expected = new LinkedHashMap<>();
    private final Set<String> spoilt = new HashSet<>();
    private int nextPort = 50000;

    HomeRouter(String ip, Mapping mapping, Filtering filtering, boolean rejects) {
        this.ip = IpAddress.parse(ip).orElseThrow();
        this.mapping = mapping;
        this.filtering = filtering;
        this.rejects = rejects;
    }

    static HomeRouter ordinary(String ip) {
        return new HomeRouter(ip, Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, false);
    }

    /** What the reflector would attest for that socket. */
    UdpAddress attested(int socket) {
        return new UdpAddress(ip, FIRST_PORT + socket);
    }

    /** The address that a packet from {@code socket} to {@code to} comes from when it is outside. */
    UdpAddress outbound(int socket, UdpAddress to) {
        boolean fresh = mapping == Mapping.ADDRESS_AND_PORT_DEPENDENT || spoilt.contains(socket + "/" + to);
        Flow flow = new Flow(socket, fresh ? Optional.of(to) : Optional.empty());
        int port = portOf.computeIfAbsent(flow, f -> fresh ? nextPort++ : FIRST_PORT + socket);
        socketOf.put(port, socket);
        expected.computeIfAbsent(port, p -> new HashSet<>()).add(to);
        return new UdpAddress(ip, port);
    }

    /** The socket that a packet from outside reaches, if it does. */
    Optional<Integer> inbound(UdpAddress at, UdpAddress from) {
        Set<UdpAddress> peers = expected.getOrDefault(at.port(), Set.of());
        boolean passes = switch (filtering) {
            case OPEN -> socketOf.containsKey(at.port());
            case ADDRESS_DEPENDENT -> peers.stream().anyMatch(peer -> peer.ip().equals(from.ip()));
            case ADDRESS_AND_PORT_DEPENDENT -> peers.contains(from);
        };
        if (!passes && rejects && !peers.contains(from)) {
            // Linux: the rejected packet's conntrack entry holds the address pair, ours is then given another port.
            spoilt.add(at.port() - FIRST_PORT + "/" + from);
        }
        return passes ? Optional.of(socketOf.get(at.port())) : Optional.empty();
    }

    IpAddress ip() {
        return ip;
    }
}
