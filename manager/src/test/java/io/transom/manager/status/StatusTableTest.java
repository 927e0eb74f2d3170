package io.transom.manager.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.FirewallWords;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Presence;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Firewall STRICT = new Firewall(
            Firewall.Mapping.ADDRESS_AND_PORT_DEPENDENT,
            Firewall.Filtering.ADDRESS_AND_PORT_DEPENDENT,
            Firewall.Ports.RANDOM,
            Firewall.Hairpinning.NO,
            Optional.of(Duration.ofSeconds(28)));

    private static PublicIdentity identity(int seed) {
        byte[] octets = new byte[PublicIdentity.LENGTH];
        octets[0] = (byte) seed;
        return PublicIdentity.decode(Bytes.of(octets));
    }

    private static String table(boolean online) {
        Peer door = new Peer(
                identity(1),
                "door",
                Role.DEVICE,
                online,
                List.of(UdpAddress.parse("203.0.113.9:4000").orElseThrow()),
                STRICT,
                Bytes.hex("00112233445566778899aabbccddeeff"));
        Moment now = Moment.ZERO.plus(Duration.ofMinutes(2));
        List<StatusReport.Line> lines = StatusLines.of(
                List.of(
                        new Member(identity(1), "door", Role.DEVICE, "home"),
                        new Member(identity(2), "anna", Role.CALLER, "home")),
                List.of(new Presence(door, "home", Optional.of(Moment.ZERO.plus(Duration.ofMinutes(1))))),
                now,
                NOW);
        return StatusTable.of(new StatusReport(
                NOW.toString(), true, "", "embedded", 80, List.of(3478, 3479), 1, Optional.empty(), lines, Map.of()));
    }

    @Test
    void who_is_online_has_a_firewall_in_the_table_and_in_words_below_it() {
        assertThat(table(true).lines())
                .containsSubsequence(
                        "NAME  ROLE    HOUSEHOLD  ONLINE  SEEN FROM         FIREWALL                            SINCE",
                        "anna  caller  home       no",
                        "door  device  home       yes     203.0.113.9:4000  a port for each call, strict, 28 s"
                                + "  2026-11-23T09:59:00Z",
                        "",
                        "door: " + FirewallWords.meaning(STRICT, "The router"));
    }

    @Test
    void of_who_is_away_nothing_is_said_that_may_be_over() {
        assertThat(table(false)).doesNotContain("28 s", "The router", "203.0.113.9");
    }
}
