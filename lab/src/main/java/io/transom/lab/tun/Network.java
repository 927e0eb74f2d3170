package io.transom.lab.tun;

import io.transom.wire.IpAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Addresses that reach each other: the internet, a carrier's inside, a home. What isn't here goes to the gateway. */
final class Network {
    private final Map<IpAddress, Neighbour> neighbours = new TreeMap<>();
    private final Deque<IpAddress> free = new ArrayDeque<>();
    private Optional<Neighbour> gateway = Optional.empty();
    private long nobody;

    /** Nothing to hand out: whoever joins has an address already. */
    static Network home() {
        return new Network();
    }

    /** Hands out the 254 addresses of a.b.c.0/24, the longest free first: what was given back isn't another's at once. */
    static Network of(int a, int b, int c) {
        Network network = new Network();
        for (int d = 1; d < 255; d++) {
            network.free.add(IpAddress.of(a, b, c, d));
        }
        return network;
    }

    private Network() {}

    IpAddress take() {
        return free.remove();
    }

    void giveBack(IpAddress address) {
        free.add(address);
    }

    void join(IpAddress address, Neighbour neighbour) {
        if (neighbours.putIfAbsent(address, neighbour) != null) {
            throw new IllegalArgumentException(address + " is taken");
        }
    }

    void leave(IpAddress address) {
        neighbours.remove(address);
    }

    void gateway(Neighbour router) {
        gateway = Optional.of(router);
    }

    void deliver(Ipv4Packet packet) {
        Optional<Neighbour> next =
                Optional.ofNullable(neighbours.get(packet.destination())).or(() -> gateway);
        if (next.isPresent()) {
            next.get().receive(packet);
        } else {
            nobody++;
        }
    }

    /** Packets to addresses that nobody has. */
    long nobody() {
        return nobody;
    }
}
