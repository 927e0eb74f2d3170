package io.transom.simulator.net;

import io.transom.simulator.router.Router;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A home or a data centre: hosts on one link behind one router, at some distance from the middle of the internet. Behind a
 * carrier its router's outside address is one of the carrier's shared space, and the world sees the carrier's.
 */
public final class Site {
    private final String name;
    private final Router router;
    private final Duration access;
    private final Optional<Carrier> carrier;
    private final Map<IpAddress, Host> hosts = new LinkedHashMap<>();

    /** {@code access}: the way to the middle of the internet, or to the carrier's router. */
    Site(String name, Router router, Duration access, Optional<Carrier> carrier) {
        this.name = name;
        this.router = router;
        this.access = access;
        this.carrier = carrier;
    }

    public String name() {
        return name;
    }

    public Router router() {
        return router;
    }

    public Optional<Carrier> carrier() {
        return carrier;
    }

    /** Half of the one-way trip between two sites that are equally far away. */
    public Duration distance() {
        return carrier.map(Carrier::distance).orElse(Duration.ZERO).plus(access);
    }

    Duration access() {
        return access;
    }

    /** Where the world sees what comes from here. */
    public IpAddress publicIp() {
        return carrier.map(Carrier::router).orElse(router).outsideIp();
    }

    public boolean translates() {
        return router.kind().mapping() != Mapping.NONE;
    }

    /** The router on its own link, where it can be asked for ports. */
    public Optional<Host> gateway() {
        return router.kind().grants() ? host(Gateway.ADDRESS) : Optional.empty();
    }

    /** Whoever is on its link. */
    public List<Host> hosts() {
        return List.copyOf(hosts.values());
    }

    void add(Host host) {
        hosts.put(host.ip(), host);
    }

    void moved(Host host, IpAddress from) {
        hosts.remove(from);
        hosts.put(host.ip(), host);
    }

    void remove(Host host) {
        hosts.remove(host.ip());
    }

    Optional<Host> host(IpAddress ip) {
        return Optional.ofNullable(hosts.get(ip));
    }
}
