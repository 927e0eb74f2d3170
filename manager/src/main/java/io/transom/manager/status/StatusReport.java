package io.transom.manager.status;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The manager's state at one moment.
 *
 * @param healthy false where {@code trouble} says why
 * @param relay what passes through the manager; empty where it relays nothing
 * @param counters how often what was refused, dropped or malformed
 */
public record StatusReport(
        String at,
        boolean healthy,
        String trouble,
        String broker,
        int httpPort,
        List<Integer> udpPorts,
        int connections,
        Optional<RelayUse> relay,
        List<Line> endpoints,
        Map<String, Long> counters) {
    /**
     * One endpoint that has joined.
     *
     * @param seenFrom the addresses that its firewall shows to the internet
     * @param firewall what it measured of that firewall, in a few words
     * @param meaning what that means for calls, in plain sentences
     * @param since when it registered (RFC 3339); empty while it is offline
     */
    public record Line(
            String name,
            String role,
            String household,
            String id,
            boolean online,
            List<String> seenFrom,
            String firewall,
            String meaning,
            Optional<String> since) {}

    /**
     * What the relay does.
     *
     * @param calls that it may be used for now
     * @param packets passed on since the manager started, and their octets
     */
    public record RelayUse(int calls, long packets, long octets) {}

    public String json() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    /** Reads what {@link #json()} wrote. */
    public static StatusReport parse(String json) {
        return JsonMapper.shared().readValue(json, StatusReport.class);
    }
}
