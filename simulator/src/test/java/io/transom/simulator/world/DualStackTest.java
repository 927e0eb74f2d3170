package io.transom.simulator.world;

import static io.transom.simulator.world.Scene.LEG;
import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.router.RouterKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Homes that have IPv6, beside IPv4 or alone: a firewall without translation is what punching is made for. */
class DualStackTest {
    /** Router of IPv4 and firewall of IPv6; a dash where the home has none of a family. */
    private record Kind(String v4, String v6) {
        Optional<Six> six() {
            return v6.equals("-") ? Optional.empty() : Optional.of(new Six(kind(v6), v4.equals("-")));
        }

        RouterKind router() {
            return v4.equals("-") ? RouterKind.linux() : kind(v4);
        }

        @Override
        public String toString() {
            return v4 + " and " + v6;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("linux", "-"),
            new Kind("apd/apd+random", "-"),
            new Kind("apd/apd+random", "none/apd"),
            new Kind("linux", "none/apd+reject"),
            new Kind("blocked", "none/apd"),
            new Kind("linux", "blocked"),
            new Kind("-", "none/apd"),
            new Kind("-", "open"),
            new Kind("-", "blocked"));

    private static RouterKind kind(String text) {
        return RouterKind.parse(text).orElseThrow();
    }

    private static Options options(Kind caller, Kind device) {
        return Options.calm(caller.router(), device.router()).withSix(caller.six(), device.six());
    }

    @TestFactory
    List<DynamicTest> every_pair_talks_by_the_path_that_the_oracle_names() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kind caller : KINDS) {
            for (Kind device : KINDS) {
                Options options = options(caller, device);
                tests.add(DynamicTest.dynamicTest(
                        caller + " calls " + device + ": " + World.answer(options),
                        () -> assertThat(World.run(options).violation()).isEmpty()));
            }
        }
        return tests;
    }

    private static final Kind MINTING = new Kind("apd/apd+random", "none/apd");

    @Test
    void where_both_routers_mint_ports_ipv6_is_the_direct_way() {
        Options options = options(MINTING, MINTING);
        assertThat(World.answer(options)).isEqualTo(Answer.DIRECT);
        Outcome outcome = World.run(options);
        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.report().of("final call's way is of IPv6 and IPv6")).isEqualTo(1);
    }

    @Test
    void the_relay_bridges_the_families() {
        Options options = options(new Kind("-", "none/apd"), new Kind("linux", "-"));
        assertThat(World.answer(options)).isEqualTo(Answer.RELAY);
        Outcome outcome = World.run(options);
        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.report().of("final call's way is of IPv6 and IPv4")).isEqualTo(1);
    }

    @TestFactory
    List<DynamicTest> the_devices_sound_is_with_the_caller_three_legs_after_asking() {
        return List.of(new Kind("-", "none/apd"), MINTING, new Kind("linux", "none/apd"), new Kind("linux", "blocked"))
                .stream()
                .map(kind -> DynamicTest.dynamicTest(kind + " at both", () -> {
                    Scene scene = new Scene(options(kind, kind));
                    scene.ask().run(Duration.ofSeconds(1));
                    assertThat(scene.soundArrivedAfter(scene.town.caller()))
                            .hasValueSatisfying(after -> assertThat(after)
                                    .isBetween(
                                            LEG.multipliedBy(3),
                                            LEG.multipliedBy(3).plus(Duration.ofMillis(30))));
                }))
                .toList();
    }
}
