package io.transom.simulator.router;

import io.transom.wire.Entropy;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One router's table. Outbound packets find or make a mapping; inbound ones pass its filter, die or are rejected. */
public final class Router {
    /** More mappings than one home ever needs; a flood from inside meets this, not the machine's memory. */
    static final int MOST_MAPPINGS = 4_096;
    /** Remotes remembered by one mapping's filter. */
    static final int MOST_PERMISSIONS = 4_096;

    /** RFC 6335 section 6: the ports that are nobody's. */
    private static final int FIRST_PORT = 49_152;

    private static final int LAST_PORT = 65_535;
    /** Linux's {@code --random}: everything above the well-known ports. */
    private static final int FIRST_RANDOM_PORT = 1_024;

    /**
     * What makes two outbound packets share a mapping. The remote parts are unused where the mapping doesn't depend on them.
     * One that was {@code evaded} has another outside port than it would have had without a rejection.
     */
    private record Key(
            UdpAddress inside,
            @Nullable IpAddress remoteIp,
            @Nullable UdpAddress remote,
            boolean evaded) {}

    private static final class Entry {
        final Key key;
        final UdpAddress outside;
        final Set<UdpAddress> sentTo = new LinkedHashSet<>();
        Moment used;
        /** Until then it is there for everybody outside (RFC 6887), and {@link #sentTo} are who was answered through it. */
        Moment grantedUntil = Moment.ZERO;

        Entry(Key key, UdpAddress outside, Moment now) {
            this.key = key;
            this.outside = outside;
            this.used = now;
        }
    }

    private final RouterKind kind;
    private final Entropy chance;
    private final Map<Key, Entry> byKey = new LinkedHashMap<>();
    private final Map<UdpAddress, Entry> byOutside = new LinkedHashMap<>();
    private final Set<UdpAddress> unavailable = new LinkedHashSet<>();
    private final Rejections rejections = new Rejections();
    private IpAddress outsideIp;
    private int nextPort = FIRST_PORT;
    private long dropped;
    private int reboots;

    /** A router that never throws dice. */
    public Router(RouterKind kind, IpAddress outsideIp) {
        this(kind, outsideIp, count -> {
            throw new IllegalArgumentException("a router with random ports needs a source of chance");
        });
    }

    /** {@code chance} chooses the ports of a router of kind {@link Ports#RANDOM}. */
    public Router(RouterKind kind, IpAddress outsideIp, Entropy chance) {
        this.kind = kind;
        this.outsideIp = outsideIp;
        this.chance = chance;
    }

    public RouterKind kind() {
        return kind;
    }

    public IpAddress outsideIp() {
        return outsideIp;
    }

    /** Inbound packets that no mapping let in, and outbound ones for which there was no way. */
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
        unavailable.clear();
        rejections.clear();
        outsideIp = newOutsideIp;
        reboots++;
    }

    /** How often everything was forgotten. */
    public int reboots() {
        return reboots;
    }

    // ---- what is asked for by name ----

    /**
     * Maps a port to {@code inside}, until {@code until}: the one that it has, where that is one for all (RFC 6887 section
     * 11.3), else one more. Empty where the table is full.
     */
    public Optional<UdpAddress> grant(UdpAddress inside, Moment until, Moment now) {
        Key key = grantTo(inside);
        Entry living = living(key, now);
        Entry entry = living == null ? make(key, now) : living;
        if (entry != null) {
            entry.grantedUntil = until;
        }
        return Optional.ofNullable(entry).map(granted -> granted.outside);
    }

    /** Gives it back. */
    public void withdraw(UdpAddress inside) {
        Entry entry = byKey.get(grantTo(inside));
        if (entry != null) {
            entry.grantedUntil = Moment.ZERO;
        }
    }

    public boolean grants(UdpAddress inside, Moment now) {
        return isGranted(byKey.get(grantTo(inside)), now);
    }

    private static Key grantTo(UdpAddress inside) {
        return new Key(inside, null, null, false);
    }

    private static boolean isGranted(@Nullable Entry entry, Moment now) {
        return entry != null && now.isBefore(entry.grantedUntil);
    }

    /** The source address with which this packet leaves; empty where UDP is blocked or the table is full. */
    public Optional<UdpAddress> outbound(UdpAddress inside, UdpAddress remote, Moment now) {
        Entry entry = kind.blocksUdp() ? null : entryTowards(inside, remote, now);
        if (entry == null) {
            dropped++;
            return Optional.empty();
        }
        entry.used = now;
        if (entry.sentTo.size() < MOST_PERMISSIONS) {
            entry.sentTo.add(remote);
        }
        return Optional.of(entry.outside);
    }

    /** With which source address a packet would leave through a mapping that is there already. */
    public Optional<UdpAddress> mapped(UdpAddress inside, UdpAddress remote, Moment now) {
        if (kind.mapping() == Mapping.NONE) {
            return Optional.of(inside);
        }
        return Optional.ofNullable(byKey.get(new Key(inside, null, remote, true)))
                .or(() -> answeredThroughGrant(inside, remote, now))
                .or(() -> Optional.ofNullable(byKey.get(keyOf(inside, remote))))
                .filter(entry -> !expired(entry, now))
                .map(entry -> entry.outside);
    }

    /** The outside address can't be had (somebody else's socket holds it): the next packet gets another port. */
    public void giveBack(UdpAddress outside) {
        Entry entry = byOutside.get(outside);
        if (entry != null) {
            forget(entry);
            unavailable.add(outside);
        }
    }

    /** What becomes of a packet from {@code remote} to {@code outside}; a rejection has its consequences here and now. */
    public Arrival arrive(UdpAddress remote, UdpAddress outside, Moment now) {
        if (!kind.closed()) {
            return new Arrival.LetIn(outside);
        }
        Entry entry = byOutside.get(outside);
        if (!kind.blocksUdp() && entry != null && !expired(entry, now) && passes(entry, remote, now)) {
            if (kind.inboundRefreshes()) {
                entry.used = now;
            }
            if (isGranted(entry, now) && entry.sentTo.size() < MOST_PERMISSIONS) {
                entry.sentTo.add(remote);
            }
            return new Arrival.LetIn(entry.key.inside);
        }
        dropped++;
        if (!kind.rejects()) {
            return new Arrival.Dropped();
        }
        if (kind.mapping() != Mapping.NONE) {
            rejections.reject(remote, outside, now);
        }
        return new Arrival.Rejected();
    }

    /** The inside address that this packet reaches; empty where no mapping or its filter lets it in. */
    public Optional<UdpAddress> inbound(UdpAddress remote, UdpAddress outside, Moment now) {
        return switch (arrive(remote, outside, now)) {
            case Arrival.LetIn in -> Optional.of(in.inside());
            case Arrival.Dropped ignored -> Optional.empty();
            case Arrival.Rejected ignored -> Optional.empty();
        };
    }

    // ---- mappings ----

    /** The mapping for this packet, found or made; null where there is no room. */
    private @Nullable Entry entryTowards(UdpAddress inside, UdpAddress remote, Moment now) {
        Key evading = new Key(inside, null, remote, true);
        Entry evaded = living(evading, now);
        if (evaded != null) {
            return evaded;
        }
        Optional<Entry> granted = answeredThroughGrant(inside, remote, now);
        if (granted.isPresent()) {
            return granted.get();
        }
        Key key = keyOf(inside, remote);
        Entry entry = living(key, now);
        if (entry == null) {
            entry = make(key, now);
        }
        // A mapping that has to be one for all can't be that for a remote whose packets the router has taken for its
        // own.
        return entry != null && rejections.taken(remote, entry.outside, now) ? make(evading, now) : entry;
    }

    /** Who came in through a granted port is answered through it. */
    private Optional<Entry> answeredThroughGrant(UdpAddress inside, UdpAddress remote, Moment now) {
        return Optional.ofNullable(kind.grants() ? byKey.get(grantTo(inside)) : null)
                .filter(entry -> isGranted(entry, now) && entry.sentTo.contains(remote));
    }

    private @Nullable Entry living(Key key, Moment now) {
        Entry entry = byKey.get(key);
        if (entry != null && expired(entry, now)) {
            forget(entry);
            return null;
        }
        return entry;
    }

    private @Nullable Entry make(Key key, Moment now) {
        if (byKey.size() >= MOST_MAPPINGS) {
            byKey.values().stream()
                    .filter(entry -> expired(entry, now))
                    .toList()
                    .forEach(this::forget);
            if (byKey.size() >= MOST_MAPPINGS) {
                return null;
            }
        }
        UdpAddress outside = chooseOutside(key, now);
        if (outside == null) {
            return null;
        }
        Entry entry = new Entry(key, outside, now);
        byKey.put(key, entry);
        byOutside.put(outside, entry);
        return entry;
    }

    private Key keyOf(UdpAddress inside, UdpAddress remote) {
        return switch (kind.mapping()) {
            case NONE, ENDPOINT_INDEPENDENT, UNKNOWN -> new Key(inside, null, null, false);
            case ADDRESS_DEPENDENT -> new Key(inside, remote.ip(), null, false);
            case ADDRESS_AND_PORT_DEPENDENT -> new Key(inside, null, remote, false);
        };
    }

    private boolean passes(Entry entry, UdpAddress remote, Moment now) {
        if (isGranted(entry, now)) {
            return true;
        }
        return switch (kind.filtering()) {
            case ENDPOINT_INDEPENDENT -> true;
            case ADDRESS_DEPENDENT -> hasSentTo(entry, remote.ip());
            case ADDRESS_AND_PORT_DEPENDENT -> entry.sentTo.contains(remote);
            case UNKNOWN -> throw new IllegalStateException("refused by RouterKind");
        };
    }

    private static boolean hasSentTo(Entry entry, IpAddress ip) {
        for (UdpAddress sent : entry.sentTo) {
            if (sent.ip().equals(ip)) {
                return true;
            }
        }
        return false;
    }

    private boolean expired(Entry entry, Moment now) {
        return !isGranted(entry, now) && entry.used.plus(kind.expiry()).reached(now);
    }

    private void forget(Entry entry) {
        byKey.remove(entry.key);
        byOutside.remove(entry.outside, entry);
    }

    // ---- ports ----

    private @Nullable UdpAddress chooseOutside(Key key, Moment now) {
        if (kind.mapping() == Mapping.NONE) {
            return key.inside;
        }
        return switch (kind.ports()) {
            case SEQUENTIAL -> nextFree(key, now);
            case PRESERVED -> {
                UdpAddress same = new UdpAddress(outsideIp, key.inside.port());
                yield isFree(same, key, now) ? same : nextFree(key, now);
            }
            case RANDOM -> anyFree(key, now);
        };
    }

    private @Nullable UdpAddress nextFree(Key key, Moment now) {
        for (int tries = FIRST_PORT; tries <= LAST_PORT; tries++) {
            UdpAddress candidate = new UdpAddress(outsideIp, nextPort);
            nextPort = nextPort == LAST_PORT ? FIRST_PORT : nextPort + 1;
            if (isFree(candidate, key, now)) {
                return candidate;
            }
        }
        return null;
    }

    /** From a port thrown by the dice on upwards; there are sixteen times more ports than mappings. */
    private @Nullable UdpAddress anyFree(Key key, Moment now) {
        int ports = LAST_PORT - FIRST_RANDOM_PORT + 1;
        int first = (int) (chance.fraction() * ports);
        for (int tries = 0; tries < ports; tries++) {
            UdpAddress candidate = new UdpAddress(outsideIp, FIRST_RANDOM_PORT + (first + tries) % ports);
            if (isFree(candidate, key, now)) {
                return candidate;
            }
        }
        return null;
    }

    /** What the router has taken for its own closes a port to a mapping for that one remote only. */
    private boolean isFree(UdpAddress candidate, Key key, Moment now) {
        return !byOutside.containsKey(candidate)
                && !unavailable.contains(candidate)
                && (key.remote == null || !rejections.taken(key.remote, candidate, now));
    }
}
