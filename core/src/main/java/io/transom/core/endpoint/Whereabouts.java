package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.event.FirewallWords;
import io.transom.core.grant.PortMappings;
import io.transom.core.path.TargetRule;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Firewall;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.signal.LocalSocket;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where our sockets are: on our own links, where the reflector sees them, and what the home's router has granted; and what
 * is known of the firewall in between.
 */
public final class Whereabouts {
    private final ReflectorClient reflector;
    private final PortMappings mappings;
    private int moves;
    /** What a peer may be told of the router's grants. */
    private List<Candidate> granted = List.of();

    Whereabouts(Identity self, Entropy entropy) {
        this.reflector = new ReflectorClient(entropy);
        this.mappings = new PortMappings(entropy, self::mappingNonce);
    }

    // ---- what happens to it ----

    void loggedIn(ReflectorCredentials credentials, Moment now) {
        reflector.loggedIn(credentials, now);
    }

    void loggedOut() {
        reflector.loggedOut();
    }

    Rebound onSocketsBound(Input.SocketsBound bound, Moment now) {
        Rebound rebound = Rebound.from(reflector.hosts(), bound.hosts());
        // Who says where the reflector is has proved nothing yet.
        List<UdpAddress> machines = bound.reflectors().stream()
                .filter(address -> TargetRule.isUnicast(address.ip()) && address.port() > 0)
                .toList();
        reflector.bound(bound.hosts(), machines, now);
        mappings.onSocketsBound(bound.hosts(), now);
        moves++;
        return rebound;
    }

    void onGateway(Input.GatewayChanged changed, Moment now) {
        mappings.onGateway(changed.gateway(), now);
    }

    void onUpnp(Input.UpnpAnswered answered, Moment now) {
        mappings.onUpnp(answered, now);
    }

    /** What became of a datagram. */
    enum Verdict {
        /** It answers no question of ours. */
        NOT_OURS,
        /** Nothing new. */
        SAME,
        /** We are seen elsewhere, or the firewall is of another kind. */
        CHANGED,
        /** The same, by another IP address: another network, or a router that has forgotten everything. */
        OTHER_ADDRESS
    }

    /** Takes the datagram if it answers a question of ours to the home's router or to the reflector. */
    Verdict onStun(Input.DatagramArrived arrived, Moment now, List<Effect> effects) {
        if (!(arrived.way() instanceof Way.Direct direct)) {
            return Verdict.NOT_OURS;
        }
        switch (mappings.onDatagram(direct.socket(), direct.remote(), arrived.datagram(), now)) {
            case NOT_OURS -> {}
            case TAKEN -> {
                return Verdict.SAME;
            }
            case ROUTER_RESTARTED -> {
                reflector.hurry(now);
                return Verdict.SAME;
            }
        }
        List<UdpAddress> before = observed();
        return switch (reflector.onStun(direct.socket(), direct.remote(), arrived.datagram(), now)) {
            case NOT_OURS -> Verdict.NOT_OURS;
            case SAME -> Verdict.SAME;
            case CHANGED -> {
                moves++;
                effects.addAll(noted(direct.socket(), direct.remote().ip().isV4()));
                // One more, of the other family, is no other one.
                yield addresses(observed()).containsAll(addresses(before)) ? Verdict.CHANGED : Verdict.OTHER_ADDRESS;
            }
        };
    }

    /** Questions to the reflector. Some answers are silence: true where what is known of the firewall is different now. */
    boolean wake(Moment now, List<Effect> effects) {
        boolean changed = reflector.wake(now, effects);
        if (changed) {
            effects.addAll(noted(0, reflector.measuresV4()));
        }
        effects.addAll(mappings.wake(observed(), now));
        List<Candidate> offered = mappings.candidates(observed());
        if (!offered.equals(granted)) {
            granted = offered;
            moves++;
        }
        return changed;
    }

    Moment wakeAt() {
        return reflector.wakeAt().earlier(mappings.wakeAt());
    }

    List<Effect> shutDown() {
        return mappings.shutDown();
    }

    // ---- what is known ----

    /** Where a null packet may find us, best first: observed addresses, granted ones, then those on our own links. */
    public List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        for (LocalSocket socket : sockets()) {
            socket.observed()
                    .ifPresent(
                            seen -> found.add(new Candidate(Candidate.Type.OBSERVED, socket.index(), seen.address())));
        }
        found.addAll(mappings.candidates(observed()));
        for (LocalSocket socket : sockets()) {
            socket.hosts().stream()
                    .filter(host -> isOnALink(host.ip()))
                    .forEach(host -> found.add(new Candidate(Candidate.Type.HOST, socket.index(), host)));
        }
        return found.stream().limit(PeerSignal.MOST_CANDIDATES).toList();
    }

    /** Elsewhere an address of ours is of use only where we are seen at it, and then it is named as that. */
    private static boolean isOnALink(IpAddress ip) {
        return ip.isPrivate() || ip.isLinkLocal() || ip.isLoopback();
    }

    /** With their places, primary first; each once for each family in which it has one. */
    List<LocalSocket> sockets() {
        return reflector.sockets();
    }

    public int count() {
        return reflector.hosts().size();
    }

    /** Our own addresses, of all sockets. */
    public List<UdpAddress> hosts() {
        return reflector.hosts().stream().flatMap(List::stream).toList();
    }

    /** The local address of a socket, for people: the first one on our own links that is of the family of {@code remote}. */
    public String localText(int socket, UdpAddress remote) {
        List<List<UdpAddress>> sockets = reflector.hosts();
        List<UdpAddress> hosts = socket >= 0 && socket < sockets.size() ? sockets.get(socket) : List.of();
        return hosts.stream()
                .filter(host -> host.ip().isV4() == remote.ip().isV4())
                .findFirst()
                .or(() -> hosts.stream().findFirst())
                .map(UdpAddress::toString)
                .orElse("socket " + socket);
    }

    /** Another number each time that something has changed about where our sockets are seen. */
    public int moves() {
        return moves;
    }

    private static List<IpAddress> addresses(List<UdpAddress> seenAt) {
        return seenAt.stream().map(UdpAddress::ip).distinct().toList();
    }

    /** Where we can be reached from outside: observed and granted addresses. */
    public List<UdpAddress> reachable() {
        List<UdpAddress> all = new ArrayList<>(observed());
        granted.forEach(candidate -> all.add(candidate.address()));
        return all;
    }

    /** Where the reflector sees our sockets. */
    public List<UdpAddress> observed() {
        return reflector.observed();
    }

    /** Whether everything that can be known by now is known: every socket was answered. */
    public boolean complete() {
        return reflector.complete();
    }

    /** The reflector's proof of where it sees the primary socket, asked by IPv4 or by IPv6. */
    public Optional<Bytes> proof(boolean v4) {
        return reflector.observed(0, v4).map(LocalSocket.Observation::nonce);
    }

    /** Whether we are seen, by IPv4 or by IPv6, at an address of our own. */
    public boolean isUntranslated(boolean v4) {
        return reflector.isUntranslated(v4);
    }

    /** Where are we seen now? Asked before it is due, at most every 200 ms. */
    public void askReflector(Moment now) {
        reflector.hurry(now);
    }

    /** The reflector's primary addresses, one of each family. */
    public List<UdpAddress> reflectors() {
        return reflector.reflectors();
    }

    /** Whether what is known of the firewall is known of IPv4. */
    public boolean measuresV4() {
        return reflector.measuresV4();
    }

    public Firewall firewall() {
        return reflector.firewall();
    }

    /** Where our NAT likely puts the next new mapping; empty where that can't be foretold. */
    public Optional<PortForecast> portForecast() {
        return reflector.forecast();
    }

    /** What is measured through a spare socket is told of the primary one. */
    private List<Effect> noted(int socket, boolean v4) {
        Firewall firewall = reflector.firewall(v4);
        return reflector.observed(socket < count() ? socket : 0, v4).stream()
                .<Effect>map(seen -> new Effect.Note(Event.of(
                        EventName.OBSERVED,
                        "socket",
                        socket < count() ? socket : 0,
                        "remote",
                        seen.address().toString(),
                        "mapping",
                        firewall.mapping().toString(),
                        "filtering",
                        firewall.filtering().toString(),
                        "ports",
                        firewall.ports().toString(),
                        "hairpinning",
                        firewall.hairpinning().toString(),
                        "lifetimeSeconds",
                        firewall.lifetime().map(Duration::toSeconds).orElse(0L),
                        "meaning",
                        FirewallWords.meaning(firewall, "Your router"))))
                .toList();
    }
}
