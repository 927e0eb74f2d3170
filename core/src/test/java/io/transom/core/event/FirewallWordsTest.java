package io.transom.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Hairpinning;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirewallWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE | ENDPOINT_INDEPENDENT | UNKNOWN | lets everybody in: calls connect directly.",
                "NONE | ADDRESS_DEPENDENT | UNKNOWN | hides nothing, and lets in whoever has been called: calls connect directly.",
                "NONE | ADDRESS_AND_PORT_DEPENDENT | UNKNOWN | hides nothing, but is strict about who comes in: calls connect directly; with friends whose routers give every call another port they begin through the relay and mostly go directly within seconds.",
                "NONE | UNKNOWN | UNKNOWN | hides nothing: most calls connect directly.",
                "ENDPOINT_INDEPENDENT | ENDPOINT_INDEPENDENT | RANDOM | uses one port for all calls and lets everybody in: calls connect directly.",
                "ENDPOINT_INDEPENDENT | ADDRESS_DEPENDENT | SEQUENTIAL | uses one port for all calls and lets in whoever has been called: calls connect directly.",
                "ENDPOINT_INDEPENDENT | ADDRESS_AND_PORT_DEPENDENT | PRESERVED | uses one port for all calls, but is strict about who comes in: calls connect directly; with friends whose routers give every call another port they begin through the relay and mostly go directly within seconds.",
                "ENDPOINT_INDEPENDENT | UNKNOWN | UNKNOWN | uses one port for all calls: most calls connect directly.",
                "ADDRESS_DEPENDENT | ENDPOINT_INDEPENDENT | RANDOM | gives every call another port, but is lenient about who comes in; calls to friends with strict routers begin through the relay and mostly go directly within seconds; where a friend's router gives every call another port too, they mostly stay there.",
                "ADDRESS_AND_PORT_DEPENDENT | ADDRESS_DEPENDENT | UNKNOWN | gives every call another port, but is lenient about who comes in; calls to friends with strict routers begin through the relay and mostly go directly within seconds; where a friend's router gives every call another port too, they mostly stay there.",
                "ADDRESS_AND_PORT_DEPENDENT | ADDRESS_AND_PORT_DEPENDENT | RANDOM | gives every call another port; calls to friends with strict routers begin through the relay and mostly go directly within seconds; where a friend's router gives every call another port too, they mostly stay there.",
                "ADDRESS_AND_PORT_DEPENDENT | UNKNOWN | UNKNOWN | gives every call another port; calls to friends with strict routers begin through the relay and mostly go directly within seconds; where a friend's router gives every call another port too, they mostly stay there.",
                "ADDRESS_AND_PORT_DEPENDENT | ADDRESS_AND_PORT_DEPENDENT | SEQUENTIAL | gives every call another port; calls to friends with strict routers begin through the relay and mostly go directly within seconds; where a friend's router gives every call another port too, they mostly stay there.",
                "UNKNOWN | ADDRESS_AND_PORT_DEPENDENT | SEQUENTIAL | is strict about who comes in; whether it gives every call another port can't be told by a manager with one address.",
                "UNKNOWN | ENDPOINT_INDEPENDENT | UNKNOWN | lets everybody in: most calls connect directly.",
                "UNKNOWN | ADDRESS_DEPENDENT | UNKNOWN | lets in whoever has been called: most calls connect directly.",
                "UNKNOWN | UNKNOWN | PRESERVED | leaves the ports as they are; more could not be measured.",
                "UNKNOWN | UNKNOWN | UNKNOWN | could not be measured yet: calls try every way there is.",
            })
    void every_class_of_firewall_has_a_sentence_of_its_own(
            Mapping mapping, Filtering filtering, Ports ports, String sentence) {
        Firewall firewall = new Firewall(mapping, filtering, ports, Hairpinning.UNKNOWN, Optional.empty());
        assertThat(FirewallWords.meaning(firewall, "Your router")).isEqualTo("Your router " + sentence);
    }

    @Test
    void how_long_it_remembers_and_what_it_hinders_is_said_behind_it() {
        Firewall measured = new Firewall(
                Mapping.ENDPOINT_INDEPENDENT,
                Filtering.ENDPOINT_INDEPENDENT,
                Ports.RANDOM,
                Hairpinning.NO,
                Optional.of(Duration.ofSeconds(28)));
        assertThat(FirewallWords.meaning(measured, "The router"))
                .isEqualTo("The router uses one port for all calls and lets everybody in: calls connect directly."
                        + " It remembers a silent connection for 28 seconds or longer."
                        + " Two in this home reach each other on the home network only.");
        assertThat(FirewallWords.brief(measured)).isEqualTo("one port for all, lets anybody in, 28 s");
        assertThat(FirewallWords.brief(Firewall.UNKNOWN)).isEqualTo("not measured");
    }

    @Test
    void no_combination_speaks_in_the_terms_of_an_rfc() {
        for (Mapping mapping : Mapping.values()) {
            for (Filtering filtering : Filtering.values()) {
                for (Ports ports : Ports.values()) {
                    for (Hairpinning hairpinning : Hairpinning.values()) {
                        Firewall one = new Firewall(
                                mapping, filtering, ports, hairpinning, Optional.of(Duration.ofSeconds(590)));
                        assertThat(FirewallWords.meaning(one, "Your router"))
                                .startsWith("Your router ")
                                .endsWith(".")
                                .doesNotContainIgnoringCase("dependent", "mapping", "NAT ", "hairpin", "_");
                    }
                }
            }
        }
    }
}
