package io.transom.core.endpoint;

import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.signal.ControlSignal;
import java.util.List;

/**
 * What has become of our sockets: a way that leaves from an address that is still there goes on.
 *
 * @param other whether anything is different at all; another reflector alone is no reason to give a call's path up, for it
 *     is told on port 80, by anybody
 * @param onALink whether any of our addresses is one of a home's link: if none is, nobody else's there is meant for us
 * @param v4 whether every IPv4 address that a socket had is still its own; {@code v6} the same
 */
public record Rebound(boolean other, boolean onALink, boolean v4, boolean v6) {
    static Rebound from(List<List<UdpAddress>> before, List<List<UdpAddress>> bound) {
        List<List<UdpAddress>> now =
                bound.stream().limit(ControlSignal.MOST_SOCKETS).toList();
        boolean other = !before.equals(now);
        boolean asMany = before.size() == now.size();
        boolean onALink = now.stream()
                .flatMap(List::stream)
                .map(UdpAddress::ip)
                .anyMatch(ip -> ip.isPrivate() || ip.isLinkLocal() || ip.isLoopback());
        return new Rebound(other, onALink, asMany && stand(before, now, true), asMany && stand(before, now, false));
    }

    private static boolean stand(List<List<UdpAddress>> before, List<List<UdpAddress>> now, boolean v4) {
        for (int socket = 0; socket < before.size(); socket++) {
            for (UdpAddress host : before.get(socket)) {
                if (host.ip().isV4() == v4 && !now.get(socket).contains(host)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Which of our own addresses a datagram leaves from the system decides; any of the family may be the one. */
    public boolean stands(Way way) {
        return switch (way) {
            case Way.Direct direct -> ofFamily(direct.remote());
            case Way.Relayed relayed -> ofFamily(relayed.relay());
            // A TCP connection knows its own address, and breaks with it.
            case Way.Tunnelled ignored -> true;
        };
    }

    private boolean ofFamily(UdpAddress remote) {
        return remote.ip().isV4() ? v4 : v6;
    }
}
