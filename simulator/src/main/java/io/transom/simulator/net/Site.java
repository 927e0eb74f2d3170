package io.transom.simulator.net;

import io.transom.simulator.router.Router;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A home or a data centre: hosts on one link behind one router, at some distance from the middle of the internet. */
public final class Site {
    private final String name;
    private final Router router;
    private final Duration distance;
    private final Map<IpAddress, Host> hosts = new LinkedHashMap<>();

    /** {@code outside}: the router's public address, or without translation the only host's own one. */
    Site(String name, RouterKind kind, IpAddress outside, Duration distance) {
        this.name = name;
        this.router = new Router(kind, outside);
        this.distance = distance;
    }

    public String name() {
        return name;
    }

    public Router router() {
        return router;
    }

    /** Half of the one-way trip between two sites that are equally far away. */
    public Duration distance() {
        return distance;
    }

    public boolean translates() {
        return router.kind().mapping() != Mapping.NONE;
    }

    void add(Host host) {
        hosts.put(host.ip(), host);
    }

    void moved(Host host, IpAddress from) {
        hosts.remove(from);
        hosts.put(host.ip(), host);
    }

    Optional<Host> host(IpAddress ip) {
        return Optional.ofNullable(hosts.get(ip));
    }
}
