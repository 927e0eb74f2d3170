package io.transom.simulator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.oracle.Reachability.Side;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachabilityTest {
    /** The pairs that everybody who has built this knows the answer to. */
    @ParameterizedTest
    @CsvSource({
        "NONE, ENDPOINT_INDEPENDENT, NONE, ADDRESS_AND_PORT_DEPENDENT, true",
        "NONE, ADDRESS_AND_PORT_DEPENDENT, NONE, ADDRESS_AND_PORT_DEPENDENT, true",
        // Two restricted cones punch.
        "ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT, ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT, true",
        // A symmetric NAT reaches whoever filters by address at most: he learns the new port from the first packet.
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT, true",
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, ENDPOINT_INDEPENDENT, ENDPOINT_INDEPENDENT, true",
        // But not one who filters by port, for the port that he has to open is one that he can't know.
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT, false",
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, NONE, ADDRESS_AND_PORT_DEPENDENT, false",
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, false",
        // Of two that map by address one must let strangers in, and the other whoever comes back from another port.
        "ADDRESS_DEPENDENT, ADDRESS_DEPENDENT, ADDRESS_DEPENDENT, ADDRESS_DEPENDENT, false",
        "ADDRESS_DEPENDENT, ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT, ADDRESS_DEPENDENT, true",
        "ADDRESS_DEPENDENT, ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, false"
    })
    void the_well_known_pairs(Mapping mapping, Filtering filtering, Mapping others, Filtering theirs, boolean direct) {
        assertThat(direct(new Nat(mapping, filtering), new Nat(others, theirs))).isEqualTo(direct);
    }

    @Test
    void it_does_not_matter_who_calls() {
        for (Nat one : sides()) {
            for (Nat other : sides()) {
                assertThat(direct(one, other)).as("%s and %s", one, other).isEqualTo(direct(other, one));
            }
        }
    }

    @Test
    void a_filter_that_lets_more_in_never_closes_a_path() {
        for (Nat one : sides()) {
            for (Nat other : sides()) {
                if (direct(one, other)) {
                    for (Filtering wider : Filtering.values()) {
                        if (wider != Filtering.UNKNOWN && wider.compareTo(one.filtering()) < 0) {
                            assertThat(direct(new Nat(one.mapping(), wider), other))
                                    .as("%s with %s, and %s", one, wider, other)
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }

    private static boolean direct(Nat one, Nat other) {
        return Punching.direct(Side.behind(one), Side.behind(other));
    }

    /** RFC 4787 section 4.1 twice: the outer router maps what the inner one has mapped. */
    @Test
    void two_routers_are_as_strict_as_the_stricter_of_them() {
        Nat cone = new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT);
        Nat symmetric = new Nat(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
        Side restricted = Side.behind(new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT));
        for (Side doubled : List.of(Side.behind(cone, symmetric), Side.behind(symmetric, cone))) {
            assertThat(Punching.direct(doubled, restricted)).isFalse();
            assertThat(Punching.direct(doubled, Side.behind(cone))).isTrue();
        }
        assertThat(Punching.direct(Side.behind(cone, cone), restricted)).isTrue();
    }

    @Test
    void a_second_router_never_opens_a_path() {
        for (Nat one : sides()) {
            for (Nat other : sides()) {
                for (Nat carrier : sides()) {
                    if (Punching.direct(Side.behind(one, carrier), Side.behind(other))) {
                        assertThat(direct(one, other))
                                .as("%s behind %s, and %s", one, carrier, other)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void behind_one_carrier_two_homes_talk_directly_only_where_it_hairpins() {
        Side home = Side.behind(new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT), CARRIER);
        assertThat(Reachability.between(home, home, Optional.of(CARRIER))).isEqualTo(Answer.RELAY);
        Nat hairpinning =
                new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, false, true, false, false);
        assertThat(Reachability.between(home, home, Optional.of(hairpinning))).isEqualTo(Answer.DIRECT);
    }

    @Test
    void without_udp_only_the_tunnel_is_left_and_random_ports_on_both_sides_leave_the_relay() {
        Nat blocked = new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, false, false, false, true);
        Nat symmetric = new Nat(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(Reachability.between(Side.behind(blocked), Side.behind(CARRIER), Optional.empty()))
                .isEqualTo(Answer.TUNNEL);
        assertThat(Reachability.between(Side.behind(symmetric), Side.behind(symmetric), Optional.empty()))
                .isEqualTo(Answer.RELAY);
    }

    private static final Nat CARRIER = new Nat(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT);

    private static List<Nat> sides() {
        List<Nat> sides = new ArrayList<>();
        for (Mapping mapping : Mapping.values()) {
            for (Filtering filtering : Filtering.values()) {
                if (mapping != Mapping.UNKNOWN && filtering != Filtering.UNKNOWN) {
                    sides.add(new Nat(mapping, filtering));
                }
            }
        }
        return sides;
    }
}
