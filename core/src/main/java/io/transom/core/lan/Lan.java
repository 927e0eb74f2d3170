package io.transom.core.lan;

import io.transom.core.Effect;
import io.transom.core.lan.Neighbours.Neighbour;
import io.transom.core.path.Target;
import io.transom.core.trust.Identity;
import io.transom.core.trust.LanSeal;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Firewall;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.dns.DnsCodec;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LanRecord;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One endpoint's part in its home: who of the household is here, and sealed envelopes to and from them. */
public final class Lan {
    /** RFC 6762 section 6: what comes from another port is no responder's. */
    public static final int MDNS_PORT = 5353;
    /** A home's phones and printers say a few things a second when one of them wakes up. */
    private static final int MESSAGES_AT_ONCE = 40;

    private static final Duration MESSAGE_REFILL = Duration.ofMillis(50);
    /** A record that isn't known yet costs a hash for each member, and a known member's a signature. */
    private static final int RECORDS_AT_ONCE = 8;

    private static final Duration RECORD_REFILL = Duration.ofMillis(250);
    /** A member sends a dozen for a call; opening one costs two key agreements. */
    private static final int SIGNALS_AT_ONCE = 24;

    private static final Duration SIGNAL_REFILL = Duration.ofMillis(100);
    private static final int PRIMARY_SOCKET = 0;

    /** Why something that was heard was dropped: told for each, to be counted. */
    public enum Drop {
        /** A record of nobody whom we know, or one that isn't authentic, newest or of our own links. */
        RECORD,
        /** A datagram that isn't a member's to us in this boot. */
        SIGNAL,
        /** More of anything than is looked at. */
        FLOOD
    }

    /** A sealed envelope that came straight from a member who is here; nothing about it is proved before it is opened. */
    public record Heard(Peer from, SignalKind kind, CallId call, Bytes envelope) {}

    private final Identity self;
    private final Entropy entropy;
    private final long bootNumber;
    private final Consumer<Drop> drops;
    private final LanService service;
    private final Neighbours neighbours;
    private final Guard messages = new Guard(MESSAGES_AT_ONCE, MESSAGE_REFILL);
    private final Guard records = new Guard(RECORDS_AT_ONCE, RECORD_REFILL);
    private final Guard signals = new Guard(SIGNALS_AT_ONCE, SIGNAL_REFILL);
    private Bytes boot;
    private List<Subnet> links = List.of();
    private List<UdpAddress> hosts = List.of();
    private List<UdpAddress> told = List.of();
    private long sequence;

    /** {@code bootNumber}: one more at each start of the program. */
    public Lan(Identity self, Members members, Bytes boot, long bootNumber, Entropy entropy, Consumer<Drop> drops) {
        this.self = self;
        this.entropy = entropy;
        this.boot = boot;
        this.bootNumber = bootNumber;
        this.drops = drops;
        this.service = new LanService(entropy);
        this.neighbours = new Neighbours(members);
    }

    // ---- where we are ----

    /** The links that multicast is spoken on; none where it isn't. */
    public void onLinks(List<Subnet> newLinks, Moment now) {
        if (!links.equals(newLinks)) {
            links = List.copyOf(newLinks);
            neighbours.clear();
            begin(now);
        }
    }

    /** The links that {@code ours} are addresses on. */
    public List<Subnet> links(List<UdpAddress> ours) {
        return ours.stream()
                .map(UdpAddress::ip)
                .distinct()
                .map(ip -> links.stream()
                        .filter(link -> link.own().equals(ip))
                        .findFirst()
                        .orElseGet(() -> Subnet.usual(ip)))
                .toList();
    }

    /** The addresses of our primary socket. */
    public void onHosts(List<UdpAddress> newHosts, Moment now) {
        hosts = List.copyOf(newHosts);
        if (!reachable().equals(told)) {
            begin(now);
        }
    }

    /** Another nonce counts from now on. */
    public void onBoot(Bytes newBoot, Moment now) {
        boot = newBoot;
        if (!told.isEmpty()) {
            service.change(record(told), now);
        }
    }

    private void begin(Moment now) {
        told = reachable();
        List<IpAddress> own = told.stream().map(UdpAddress::ip).toList();
        service.begin(own, told.isEmpty() ? 0 : told.getFirst().port(), record(told), now);
    }

    private List<UdpAddress> reachable() {
        return hosts.stream()
                .filter(host -> links.stream().anyMatch(link -> link.own().equals(host.ip())))
                .limit(LanRecord.MOST_ADDRESSES)
                .toList();
    }

    private Bytes record(List<UdpAddress> addresses) {
        sequence++;
        return LanSeal.seal(self, new LanRecord(boot, bootNumber, sequence, addresses), entropy);
    }

    // ---- what is heard ----

    /** One mDNS message; the members that are here now and weren't, or are elsewhere. */
    public List<Member> onMulticast(UdpAddress from, Bytes message, Moment now) {
        if (from.port() != MDNS_PORT || !isNeighbour(from.ip())) {
            return List.of();
        }
        if (!messages.admits(from.ip(), now)) {
            drops.accept(Drop.FLOOD);
            return List.of();
        }
        List<Member> news = new ArrayList<>();
        for (Bytes sealed :
                DnsCodec.decode(message).map(heard -> service.hear(heard, now)).orElse(List.of())) {
            onRecord(from.ip(), sealed, now).ifPresent(news::add);
        }
        return news;
    }

    private Optional<Member> onRecord(IpAddress from, Bytes sealed, Moment now) {
        if (neighbours.refresh(sealed, now)) {
            return Optional.empty();
        }
        if (!records.admits(from, now)) {
            drops.accept(Drop.FLOOD);
            return Optional.empty();
        }
        Neighbours.Verdict verdict = neighbours.hear(sealed, links, hosts, now);
        if (verdict instanceof Neighbours.Verdict.Rejected) {
            drops.accept(Drop.RECORD);
        }
        return verdict instanceof Neighbours.Verdict.Here here ? Optional.of(here.member()) : Optional.empty();
    }

    /** Whether {@code datagram} is for {@link #onSignal}: nothing else of ours looks so. */
    public static boolean claims(Bytes datagram) {
        return LanSignals.claims(datagram);
    }

    public Optional<Heard> onSignal(Way way, Bytes datagram, Moment now) {
        if (!(way instanceof Way.Direct direct) || !isNeighbour(direct.remote().ip())) {
            drops.accept(Drop.SIGNAL);
            return Optional.empty();
        }
        if (!signals.admits(direct.remote().ip(), now)) {
            drops.accept(Drop.FLOOD);
            return Optional.empty();
        }
        Optional<LanSignals.Datagram> ours =
                LanSignals.decode(datagram).filter(decoded -> decoded.isTo(self.publicIdentity(), boot));
        Optional<Heard> heard = ours.flatMap(decoded -> neighbours.all(now).stream()
                .filter(neighbour -> decoded.isFrom(neighbour.member().identity()))
                .findFirst()
                .map(neighbour -> new Heard(peer(neighbour), decoded.kind(), decoded.call(), decoded.envelope())));
        if (heard.isEmpty()) {
            drops.accept(Drop.SIGNAL);
            // Somebody knows our keys and our boot: a member, whose record was lost on the way to us.
            ours.ifPresent(decoded -> service.seek(now));
        }
        return heard;
    }

    private boolean isNeighbour(IpAddress ip) {
        return links.stream().anyMatch(link -> link.isNeighbour(ip));
    }

    // ---- who is here ----

    public Optional<Peer> find(EndpointId id, Moment now) {
        return neighbours.find(id, now).map(Lan::peer);
    }

    public Optional<Peer> named(String name, Moment now) {
        return neighbours.all(now).stream()
                .filter(neighbour -> neighbour.member().name().equals(name))
                .findFirst()
                .map(Lan::peer);
    }

    public List<Peer> all(Moment now) {
        return neighbours.all(now).stream().map(Lan::peer).toList();
    }

    /** Somebody is wanted: who is here is asked again, at most once a second. */
    public void seek(Moment now) {
        service.seek(now);
    }

    /** What the manager would tell of it, less what only the manager knows. */
    private static Peer peer(Neighbour neighbour) {
        Member member = neighbour.member();
        return new Peer(
                member.identity(),
                member.name(),
                member.role(),
                true,
                List.of(),
                Firewall.UNKNOWN,
                neighbour.record().boot());
    }

    // ---- what is sent ----

    /** The same envelope as through the manager, straight to a member who is here; nothing where it isn't. */
    public List<Effect> send(ControlSignal.Send send, Moment now) {
        List<Effect> effects = new ArrayList<>();
        neighbours.find(send.to(), now).ifPresent(neighbour -> {
            for (UdpAddress address : neighbour.addresses()) {
                if (neighbour.sends().take(now)) {
                    Bytes datagram = LanSignals.encode(
                            self.publicIdentity(),
                            neighbour.member().identity(),
                            neighbour.record().boot(),
                            send,
                            entropy);
                    effects.add(new Effect.SendDatagram(PRIMARY_SOCKET, address, datagram));
                }
            }
        });
        return effects;
    }

    /**
     * Where null packets to a member who is here may go (design: no reflection, rule c): what its record names, and what
     * its {@code sealed} signal does, on our own links.
     */
    public List<Target> targets(EndpointId id, List<Candidate> sealed, Moment now) {
        Optional<Neighbour> neighbour = neighbours.find(id, now);
        if (neighbour.isEmpty()) {
            return List.of();
        }
        Stream<UdpAddress> named = sealed.stream()
                .filter(candidate -> candidate.type() == Candidate.Type.HOST)
                .map(Candidate::address)
                .filter(address -> isNeighbour(address.ip()) && !hosts.contains(address));
        return Stream.concat(neighbour.get().addresses().stream(), named)
                .distinct()
                .map(address -> new Target(Target.Type.LAN, address))
                .toList();
    }

    // ---- time ----

    public List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        service.wake(now).forEach(said -> effects.add(new Effect.Multicast(said)));
        return effects;
    }

    public Moment wakeAt() {
        return service.wakeAt();
    }

    /** We leave: a record without addresses, signed like any other, so that nobody else can say so. */
    public List<Effect> shutDown() {
        return told.isEmpty()
                ? List.of()
                : service.goodbye(record(List.of())).stream()
                        .<Effect>map(Effect.Multicast::new)
                        .toList();
    }
}
