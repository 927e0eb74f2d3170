package io.transom.simulator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.oracle.Reachability.Side;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.util.ArrayList;
import java.util.List;
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
        assertThat(Reachability.direct(new Side(mapping, filtering), new Side(others, theirs)))
                .isEqualTo(direct);
    }

    @Test
    void it_does_not_matter_who_calls() {
        for (Side one : sides()) {
            for (Side other : sides()) {
                assertThat(Reachability.direct(one, other))
                        .as("%s and %s", one, other)
                        .isEqualTo(Reachability.direct(other, one));
            }
        }
    }

    @Test
    void a_filter_that_lets_more_in_never_closes_a_path() {
        for (Side one : sides()) {
            for (Side other : sides()) {
                if (Reachability.direct(one, other)) {
                    for (Filtering wider : Filtering.values()) {
                        if (wider != Filtering.UNKNOWN && wider.compareTo(one.filtering()) < 0) {
                            assertThat(Reachability.direct(new Side(one.mapping(), wider), other))
                                    .as("%s with %s, and %s", one, wider, other)
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }

    private static List<Side> sides() {
        List<Side> sides = new ArrayList<>();
        for (Mapping mapping : Mapping.values()) {
            for (Filtering filtering : Filtering.values()) {
                if (mapping != Mapping.UNKNOWN && filtering != Filtering.UNKNOWN) {
                    sides.add(new Side(mapping, filtering));
                }
            }
        }
        return sides;
    }
}
