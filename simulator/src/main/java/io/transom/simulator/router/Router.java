package io.transom.simulator.router;

import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One router's table. Outbound packets find or make a mapping; inbound ones pass its filter or die. */
public final class Router {
    /** More mappings than one home ever needs; a flood from inside meets this, not the machine's memory. */
    static final int MOST_MAPPINGS = 4_096;
    /** Remotes remembered by one mapping's filter. */
    static final int MOST_PERMISSIONS = 4_096;

    private static final int FIRST_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    /** What makes two outbound packets share a mapping. The remote parts are unused where the mapping doesn't depend on them. */
    private record Key(UdpAddress inside, Optional<IpAddress> remoteIp, Optional<Integer> remotePort) {}

    private static final class Entry {
        final Key key;
        final UdpAddress outside;
        final Set<UdpAddress> sentTo = new LinkedHashSet<>();
        Moment used;

        Entry(Key key, UdpAddress outside, Moment now) {
            this.key = key;
            this.outside = outside;
            this.used = now;
        }
    }

    private final RouterKind kind;
    private final Map<Key, Entry> byKey = new LinkedHashMap<>();
    private final Map<UdpAddress, Entry> byOutside = new TreeMap<>();
    private IpAddress outsideIp;
    private int nextPort = FIRST_PORT;
    private long dropped;

    public Router(RouterKind kind, IpAddress outsideIp) {
        this.kind = kind;
        this.outsideIp = outsideIp;
    }

    public RouterKind kind() {
        return kind;
    }

    public IpAddress outsideIp() {
        return outsideIp;
    }

    /** Inbound packets that no mapping let in, and outbound ones for which there was no room. */
    public long dropped() {
        return dropped;
    }

    public int mappings() {
        return byKey.size();
    }

    /** A reboot: every mapping is gone, and the provider may hand out another address. */
    public void reboot(IpAddress newOutsideIp) {
        byKey.clear();
        byOutside.clear();
        outsideIp = newOutsideIp;
    }

    /** The source address with which this packet leaves; empty where the table is full. */
    public Optional<UdpAddress> outbound(UdpAddress inside, UdpAddress remote, Moment now) {
        Key key = keyOf(inside, remote);
        Entry entry = byKey.get(key);
        if (entry != null && expired(entry, now)) {
            forget(entry);
            entry = null;
        }
        if (entry == null) {
            Optional<UdpAddress> outside = chooseOutside(inside, now);
            if (outside.isEmpty()) {
                dropped++;
                return Optional.empty();
            }
            entry = new Entry(key, outside.get(), now);
            byKey.put(key, entry);
            byOutside.put(entry.outside, entry);
        }
        entry.used = now;
        if (entry.sentTo.size() < MOST_PERMISSIONS) {
            entry.sentTo.add(remote);
        }
        return Optional.of(entry.outside);
    }

    /** The outside address can't be had (somebody else's socket holds it): the next packet gets another port. */
    public void giveBack(UdpAddress outside) {
        Entry entry = byOutside.get(outside);
        if (entry != null) {
            forget(entry);
        }
    }

    /** The inside address that this packet reaches; empty where no mapping or its filter lets it in. */
    public Optional<UdpAddress> inbound(UdpAddress remote, UdpAddress outside, Moment now) {
        Entry entry = byOutside.get(outside);
        if (!kind.closed()) {
            return Optional.of(outside);
        }
        if (entry != null && !expired(entry, now) && passes(entry, remote)) {
            if (kind.inboundRefreshes()) {
                entry.used = now;
            }
            return Optional.of(entry.key.inside);
        }
        dropped++;
        return Optional.empty();
    }

    private Key keyOf(UdpAddress inside, UdpAddress remote) {
        return switch (kind.mapping()) {
            case NONE, ENDPOINT_INDEPENDENT, UNKNOWN -> new Key(inside, Optional.empty(), Optional.empty());
            case ADDRESS_DEPENDENT -> new Key(inside, Optional.of(remote.ip()), Optional.empty());
            case ADDRESS_AND_PORT_DEPENDENT -> new Key(inside, Optional.of(remote.ip()), Optional.of(remote.port()));
        };
    }

    private boolean passes(Entry entry, UdpAddress remote) {
        return switch (kind.filtering()) {
            case ENDPOINT_INDEPENDENT -> true;
            case ADDRESS_DEPENDENT ->
                entry.sentTo.stream().anyMatch(sent -> sent.ip().equals(remote.ip()));
            case ADDRESS_AND_PORT_DEPENDENT -> entry.sentTo.contains(remote);
            case UNKNOWN -> throw new IllegalStateException("refused by RouterKind");
        };
    }

    private Optional<UdpAddress> chooseOutside(UdpAddress inside, Moment now) {
        if (byKey.size() >= MOST_MAPPINGS) {
            byKey.values().stream()
                    .filter(entry -> expired(entry, now))
                    .toList()
                    .forEach(this::forget);
            if (byKey.size() >= MOST_MAPPINGS) {
                return Optional.empty();
            }
        }
        if (kind.mapping() == Mapping.NONE) {
            return Optional.of(inside);
        }
        if (kind.preservesPort()) {
            UdpAddress same = new UdpAddress(outsideIp, inside.port());
            if (!byOutside.containsKey(same)) {
                return Optional.of(same);
            }
        }
        for (int tries = FIRST_PORT; tries <= LAST_PORT; tries++) {
            UdpAddress candidate = new UdpAddress(outsideIp, nextPort);
            nextPort = nextPort == LAST_PORT ? FIRST_PORT : nextPort + 1;
            if (!byOutside.containsKey(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private boolean expired(Entry entry, Moment now) {
        return entry.used.plus(kind.expiry()).reached(now);
    }

    private void forget(Entry entry) {
        byKey.remove(entry.key);
        byOutside.remove(entry.outside);
    }
}
