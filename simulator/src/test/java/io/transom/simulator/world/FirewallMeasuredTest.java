package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FirewallMeasuredTest {
    /** Registered within a second, settled for five, two times three questions half a second apart, and told. */
    private static final Duration MEASURED = Duration.ofSeconds(10);

    @ParameterizedTest
    @MethodSource
    void the_manager_is_told_what_kind_of_router_each_end_is_behind(RouterKind kind) {
        Town town = new Town(Options.calm(kind, kind), line -> {}, false);
        town.boot();
        town.run(MEASURED);
        assertThat(town.manager().present())
                .hasSize(2)
                .extracting(presence -> presence.peer().firewall())
                .containsOnly(new Firewall(kind.mapping(), kind.filtering()));
    }

    static List<RouterKind> the_manager_is_told_what_kind_of_router_each_end_is_behind() {
        return RouterKind.all();
    }
}
