package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Hairpinning;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the endpoints measure is what their routers are. */
class FirewallMeasuredTest {
    /** Registered within a second, settled for seven, two times three questions half a second apart, and told. */
    private static final Duration MEASURED = Duration.ofSeconds(15);
    /** The longest search for a life of two minutes: 28, 57, 115, 175 and 145 s of silence, and a minute to ask. */
    private static final Duration LIFE_MEASURED = Duration.ofMinutes(10);

    @ParameterizedTest
    @MethodSource("kinds")
    void the_manager_is_told_what_kind_of_router_each_end_is_behind(RouterKind kind) {
        Firewall told = told(kind, MEASURED);
        assertThat(told.mapping()).isEqualTo(kind.mapping());
        assertThat(told.filtering()).isEqualTo(kind.filtering());
        assertThat(told.ports()).isEqualTo(ports(kind));
        assertThat(told.hairpinning()).isIn(hairpinning(kind));
        assertThat(told.lifetime()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void how_long_an_idle_mapping_is_kept_is_told_in_ten_minutes(RouterKind kind) {
        for (long seconds : new long[] {30, 120}) {
            Firewall told = told(kind.expiring(Duration.ofSeconds(seconds)), LIFE_MEASURED);
            if (kind.closed()) {
                assertThat(told.lifetime().orElseThrow().toSeconds()).isBetween(seconds * 9 / 10, seconds - 1);
            } else {
                assertThat(told.lifetime())
                        .as("nothing expires, so the search goes on")
                        .isEmpty();
            }
        }
    }

    private static Firewall told(RouterKind kind, Duration after) {
        Town town = new Town(Options.calm(kind, kind), line -> {}, false);
        town.boot();
        town.run(after);
        List<Firewall> told = town.manager().present().stream()
                .map(presence -> presence.peer().firewall())
                .distinct()
                .toList();
        assertThat(told).as("both ends measure the same kind alike").hasSize(1);
        return told.getFirst();
    }

    private static Ports ports(RouterKind kind) {
        if (kind.mapping() == Mapping.NONE) {
            return Ports.PRESERVED;
        }
        return switch (kind.ports()) {
            case SEQUENTIAL -> Ports.SEQUENTIAL;
            case PRESERVED -> Ports.PRESERVED;
            case RANDOM -> Ports.RANDOM;
        };
    }

    /** Where the filter may be what stops them as well, that can't be told. */
    private static List<Hairpinning> hairpinning(RouterKind kind) {
        boolean told = kind.mapping() == Mapping.ENDPOINT_INDEPENDENT
                || kind.mapping() != Mapping.NONE && kind.filtering() == Filtering.ENDPOINT_INDEPENDENT;
        if (!told) {
            return List.of(Hairpinning.UNKNOWN);
        }
        return kind.hairpin() ? List.of(Hairpinning.YES) : List.of(Hairpinning.YES, Hairpinning.NO);
    }

    static List<RouterKind> kinds() {
        List<RouterKind> kinds = new ArrayList<>(RouterKind.all());
        kinds.add(RouterKind.linux());
        RouterKind ordinary = RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);
        RouterKind symmetric = RouterKind.of(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ENDPOINT_INDEPENDENT);
        for (RouterKind kind : List.of(ordinary, symmetric)) {
            kinds.add(kind.hairpinning());
            kinds.add(kind.rejecting().refreshing());
        }
        return kinds;
    }
}
