package io.transom.core.call;

import io.transom.core.endpoint.Station;
import io.transom.core.endpoint.Whereabouts;
import io.transom.core.lan.Subnet;
import io.transom.core.path.Target;
import io.transom.core.path.TargetRule;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * Where null packets may go. The rule holds against a lying peer and, but for a first round of a caller's, against a manager
 * that says where the peer is: an address has to be named by both, so neither alone can point more at somebody else. A
 * manager that also lies to the peer about where it is seen is bounded by what one call may send; and nobody can point them
 * at what only we can reach.
 *
 * @param observed where the manager's reflector sees us
 * @param reflectors where we reach the reflector, by IPv4 and by IPv6: at which scope the manager lives
 * @param links what our own addresses are on: of which families we have any at all, and who our neighbours are
 */
public record Targets(List<UdpAddress> observed, List<UdpAddress> reflectors, List<Subnet> links) {
    public Targets {
        observed = List.copyOf(observed);
        reflectors = List.copyOf(reflectors);
        links = List.copyOf(links);
    }

    /**
     * Two ports, each by IPv4 and by IPv6. A manager that lies about a door can have each call that a person makes send five
     * packets to each of so many strangers, before the door's sealed answer tells that they are none of its addresses.
     */
    static final int MOST_ON_THE_MANAGERS_WORD = 4;

    /** As we stand: where we are seen, and where our manager is. */
    public static Targets of(Station station) {
        Whereabouts ours = station.whereabouts();
        return new Targets(ours.observed(), ours.reflectors(), station.home().links(ours.hosts()));
    }

    /** Before the peer has said anything: what the manager attests. Only the caller's own first packets rely on it. */
    public List<Target> attested(List<UdpAddress> attested) {
        return attested.stream()
                .filter(this::fits)
                .limit(MOST_ON_THE_MANAGERS_WORD)
                .map(address -> new Target(Target.Type.ATTESTED, address, Target.Why.ATTESTED))
                .toList();
    }

    /** What the peer's sealed message names and the manager attests; and the peer's own links where both share a home. */
    public List<Target> agreed(List<Candidate> sealed, List<UdpAddress> attested) {
        List<Target> targets = new ArrayList<>();
        boolean sameHome = observed.stream()
                .anyMatch(ours -> attested.stream().anyMatch(theirs -> isOneHome(ours.ip(), theirs.ip())));
        for (Candidate candidate :
                sealed.stream().limit(PeerSignal.MOST_CANDIDATES).toList()) {
            UdpAddress address = candidate.address();
            boolean own = observed.contains(address);
            switch (candidate.type()) {
                case OBSERVED -> {
                    if (attested.contains(address) && fits(address)) {
                        targets.add(new Target(Target.Type.ATTESTED, address));
                    }
                }
                case GRANTED -> {
                    // Another port of an attested address: the design's rule (b).
                    boolean attestedIp =
                            attested.stream().anyMatch(seen -> seen.ip().equals(address.ip()));
                    if (attestedIp && !own && address.port() >= FIRST_UNPRIVILEGED_PORT && fits(address)) {
                        targets.add(new Target(Target.Type.ATTESTED, address, Target.Why.GRANTED));
                    }
                }
                case HOST -> {
                    if (sameHome && !own && onALink(address)) {
                        targets.add(new Target(Target.Type.LAN, address));
                    }
                }
            }
        }
        return targets;
    }

    /** Behind one NAT all show one address; without one they show one prefix. */
    private static boolean isOneHome(IpAddress ours, IpAddress theirs) {
        return ours.equals(theirs) || ours.sharesPrefixWith(theirs);
    }

    /** A public address always; one of a narrower scope only if the manager lives in that scope too, or a narrower one. */
    private boolean fits(UdpAddress address) {
        return usable(address) && scope(address.ip()) >= managerScope(address.ip());
    }

    /**
     * A neighbour of ours, or a program beside us: behind a carrier's NAT a stranger is seen where we are, and what a peer
     * names there may be anybody's. Loopback only where the manager is on this machine as well.
     */
    private boolean onALink(UdpAddress address) {
        int scope = scope(address.ip());
        return usable(address)
                && (scope == LINK && isOnOurLinks(address.ip())
                        || scope == LOOPBACK && managerScope(address.ip()) == LOOPBACK);
    }

    private boolean isOnOurLinks(IpAddress ip) {
        return links.stream().anyMatch(link -> link.own().equals(ip) || link.isNeighbour(ip));
    }

    private boolean usable(UdpAddress address) {
        return address.port() > 0 && TargetRule.isUnicast(address.ip()) && isOfOurs(address);
    }

    /** Without an address of a family nothing of it can be sent to; it would only take its turn from what can. */
    private boolean isOfOurs(UdpAddress address) {
        return links.isEmpty()
                || links.stream()
                        .anyMatch(link -> link.own().isV4() == address.ip().isV4());
    }

    /** Below it live the services (RFC 6335 section 6) that a reflected packet would be meant for. */
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private static final int LOOPBACK = 0;
    private static final int LINK = 1;
    private static final int PUBLIC = 2;

    private int managerScope(IpAddress of) {
        return reflectors.stream()
                .filter(address -> address.ip().isV4() == of.isV4())
                .findFirst()
                .map(address -> scope(address.ip()))
                .orElse(PUBLIC);
    }

    private static int scope(IpAddress ip) {
        if (ip.isLoopback()) {
            return LOOPBACK;
        }
        return ip.isPrivate() || ip.isLinkLocal() ? LINK : PUBLIC;
    }
}
