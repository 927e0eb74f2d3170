package io.transom.simulator.net;

import io.transom.simulator.router.Router;
import io.transom.wire.IpAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A provider that has fewer addresses than customers (RFC 6888): one more router, behind which whole homes are, each with
 * an address out of the shared space (RFC 6598).
 */
public final class Carrier {
    private final String name;
    private final Router router;
    private final Duration distance;
    private final Map<IpAddress, Site> homes = new LinkedHashMap<>();

    /** {@code distance}: from its router to the middle of the internet; each home's own comes on top. */
    Carrier(String name, Router router, Duration distance) {
        this.name = name;
        this.router = router;
        this.distance = distance;
    }

    public String name() {
        return name;
    }

    public Router router() {
        return router;
    }

    Duration distance() {
        return distance;
    }

    void add(Site home) {
        if (homes.put(home.router().outsideIp(), home) != null) {
            throw new IllegalArgumentException("two homes of " + name + " with the address "
                    + home.router().outsideIp());
        }
    }

    void remove(Site home) {
        homes.remove(home.router().outsideIp());
    }

    Optional<Site> home(IpAddress ip) {
        return Optional.ofNullable(homes.get(ip));
    }
}
