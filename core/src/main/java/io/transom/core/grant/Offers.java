package io.transom.core.grant;

import io.transom.core.Effect;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which grants are of use to a peer, and what people are told about them. */
final class Offers {
    /** The peer sends to no port below it (RFC 6335 section 6). */
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    /** What a grant is worth. */
    private enum Worth {
        OFFERED,
        /** The reflector has not told yet where we are seen, so nobody knows. */
        UNKNOWN,
        /** The world sees us elsewhere: there is a router in front of the one that granted it. */
        OTHER_ADDRESS,
        /** Below 1024. */
        PRIVILEGED
    }

    private record Told(Grant grant, Worth worth) {}

    private List<Told> told = List.of();
    private Set<IpAddress> seen = Set.of();

    /** One candidate for each grant that is worth it and tells more than what is observed anyway. */
    List<Candidate> candidates(List<Grant> grants, List<UdpAddress> observed) {
        if (grants.isEmpty()) {
            return List.of();
        }
        return grants.stream()
                .filter(grant -> worth(grant, observed) == Worth.OFFERED && !observed.contains(grant.external()))
                .map(grant -> new Candidate(Candidate.Type.GRANTED, grant.socket(), grant.external()))
                .toList();
    }

    /**
     * The world has begun to see us elsewhere than where a port was granted. A router that was started anew twice within two
     * seconds isn't noticed by its clock (RFC 6887 section 8.5); a second router before it stays, and is told of once.
     */
    boolean contradicted(List<Grant> grants, List<UdpAddress> observed) {
        if (grants.isEmpty()) {
            return false;
        }
        Set<IpAddress> before = seen;
        seen = addresses(observed);
        return !seen.isEmpty()
                && !seen.equals(before)
                && grants.stream()
                        .anyMatch(grant -> !seen.contains(grant.external().ip()));
    }

    /** Routers grant IPv4 alone here. */
    private static Set<IpAddress> addresses(List<UdpAddress> observed) {
        return observed.stream()
                .map(UdpAddress::ip)
                .filter(IpAddress::isV4)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is new since the last time; a renewal isn't. */
    List<Effect> news(List<Grant> grants, List<UdpAddress> observed) {
        List<Told> now = new ArrayList<>();
        List<Effect> effects = new ArrayList<>();
        for (Grant grant : grants) {
            Told telling = new Told(grant, worth(grant, observed));
            if (telling.worth() != Worth.UNKNOWN) {
                now.add(telling);
                if (!told.contains(telling)) {
                    effects.add(new Effect.Note(event(telling, observed)));
                }
            }
        }
        told = List.copyOf(now);
        return effects;
    }

    private static Worth worth(Grant grant, List<UdpAddress> observed) {
        boolean seen = false;
        boolean there = false;
        for (UdpAddress at : observed) {
            seen |= at.ip().isV4();
            there |= at.ip().isV4() && at.ip().equals(grant.external().ip());
        }
        if (!seen) {
            return Worth.UNKNOWN;
        }
        if (!there) {
            return Worth.OTHER_ADDRESS;
        }
        return grant.external().port() < FIRST_UNPRIVILEGED_PORT ? Worth.PRIVILEGED : Worth.OFFERED;
    }

    private static Event event(Told telling, List<UdpAddress> observed) {
        Grant grant = telling.grant();
        List<Object> fields = new ArrayList<>(List.of(
                "socket", grant.socket(),
                "remote", grant.external().toString(),
                "protocol", grant.protocol().text(),
                "seconds", grant.lifetime().toSeconds(),
                "offered", telling.worth() == Worth.OFFERED));
        String seenAt = observed.stream()
                .filter(at -> at.ip().isV4())
                .findFirst()
                .map(UdpAddress::toString)
                .orElse("");
        switch (telling.worth()) {
            case OFFERED, UNKNOWN -> {}
            case OTHER_ADDRESS ->
                fields.addAll(List.of(
                        "reason",
                        "of no use: the world sees us at " + seenAt
                                + ", so there is a second router before the first"));
            case PRIVILEGED -> fields.addAll(List.of("reason", "of no use: nobody sends to a port below 1024"));
        }
        return Event.of(EventName.PORT_MAPPED, fields.toArray());
    }
}
