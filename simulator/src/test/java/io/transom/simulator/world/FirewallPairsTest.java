package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.router.RouterKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every kind of firewall before the caller with every kind before the device. */
class FirewallPairsTest {
    @TestFactory
    List<DynamicTest> every_pair_talks_by_the_path_that_the_oracle_names() {
        List<DynamicTest> tests = new ArrayList<>();
        for (RouterKind caller : Options.KINDS) {
            for (RouterKind device : Options.KINDS) {
                tests.add(test(caller.text() + " calls " + device.text(), Options.calm(caller, device)));
            }
        }
        assertThat(tests).hasSize(14 * 14);
        return tests;
    }

    /** What a router is beyond whom it lets in, and routers behind routers. */
    @TestFactory
    List<DynamicTest> so_do_homes_with_other_routers() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String caller : SPECIAL) {
            for (String device : SPECIAL) {
                tests.add(test(caller + " calls " + device, Options.calm(kind(caller), kind(device))));
            }
        }
        for (Layout layout : List.of(Layout.CALLER_AT_CARRIER, Layout.DEVICE_AT_CARRIER, Layout.ONE_CARRIER)) {
            for (String carrier : CARRIERS) {
                for (String home : HOMES) {
                    Options options = Options.calm(kind(home), kind("linux")).in(layout, kind(carrier));
                    tests.add(test(home + " and linux, " + layout + " " + carrier, options));
                }
            }
        }
        return tests;
    }

    private static final List<String> SPECIAL = List.of(
            "linux",
            "linux+reject",
            "apd/apd+random",
            "apd/apd+preserved+reject",
            "none/apd+reject",
            "ei/ad",
            "ei/apd+grant",
            "apd/apd+random+grant");
    private static final List<String> CARRIERS = List.of("linux", "linux+hairpin", "apd/apd+random+hairpin", "ei/ei");
    private static final List<String> HOMES = List.of("linux", "ei/ei", "apd/apd+random", "apd/apd+random+grant");

    private static RouterKind kind(String text) {
        return RouterKind.parse(text).orElseThrow();
    }

    private static DynamicTest test(String name, Options options) {
        return DynamicTest.dynamicTest(name + ": " + World.answer(options), () -> {
            Outcome outcome = World.run(options);
            assertThat(outcome.violation()).isEmpty();
        });
    }
}
