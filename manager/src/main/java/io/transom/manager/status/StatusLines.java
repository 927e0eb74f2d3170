package io.transom.manager.status;

import io.transom.core.event.FirewallWords;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Presence;
import io.transom.manager.status.StatusReport.Line;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.Peer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts together who has joined and who is there. */
public final class StatusLines {
    private StatusLines() {}

    /** By household, then name. */
    public static List<Line> of(List<Member> joined, List<Presence> present, Moment now, Instant wallClock) {
        Map<EndpointId, Line> lines = new LinkedHashMap<>();
        for (Member member : joined) {
            lines.put(member.identity().id(), offline(member));
        }
        for (Presence presence : present) {
            if (presence.peer().online() || !lines.containsKey(presence.peer().id())) {
                lines.put(presence.peer().id(), line(presence, now, wallClock));
            }
        }
        return lines.values().stream()
                .sorted(Comparator.comparing(Line::household).thenComparing(Line::name))
                .toList();
    }

    private static Line offline(Member member) {
        return new Line(
                member.name(),
                word(member.role()),
                member.household(),
                member.identity().id().text(),
                false,
                List.of(),
                "",
                "",
                Optional.empty());
    }

    private static Line line(Presence presence, Moment now, Instant wallClock) {
        Peer peer = presence.peer();
        Optional<String> since = presence.registeredAt()
                .map(at -> wallClock
                        .minus(now.since(at))
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        return new Line(
                peer.name(),
                word(peer.role()),
                presence.household(),
                peer.id().text(),
                peer.online(),
                peer.attested().stream().map(UdpAddress::toString).toList(),
                peer.online() ? FirewallWords.brief(peer.firewall()) : "",
                peer.online() ? FirewallWords.meaning(peer.firewall(), "The router") : "",
                since);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
