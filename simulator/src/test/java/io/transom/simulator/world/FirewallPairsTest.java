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
    List<DynamicTest> every_pair_talks_exactly_when_a_direct_path_exists() {
        List<DynamicTest> tests = new ArrayList<>();
        for (RouterKind caller : RouterKind.all()) {
            for (RouterKind device : RouterKind.all()) {
                Options options = Options.calm(caller, device);
                boolean possible = World.possible(options);
                String name = caller.text() + " calls " + device.text() + (possible ? ": talks" : ": hears why not");
                tests.add(DynamicTest.dynamicTest(name, () -> {
                    Outcome outcome = World.run(options, line -> {}, false);
                    assertThat(outcome.violation()).isEmpty();
                    String expected = possible ? "talked over direct" : "no direct way through the two firewalls";
                    assertThat(outcome.finalCall()).startsWith(expected);
                }));
            }
        }
        assertThat(tests).hasSize(13 * 13);
        return tests;
    }
}
