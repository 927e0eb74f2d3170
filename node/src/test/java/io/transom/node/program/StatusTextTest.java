package io.transom.node.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.event.FirewallWords;
import io.transom.core.household.WallClock.Reading;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Role;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StatusTextTest {
    private static final EndpointId DOOR = new EndpointId("a".repeat(EndpointId.TEXT_LENGTH));
    private static final String WORDS = FirewallWords.meaning(
            new Firewall(
                    Firewall.Mapping.ADDRESS_AND_PORT_DEPENDENT,
                    Firewall.Filtering.ADDRESS_AND_PORT_DEPENDENT,
                    Firewall.Ports.RANDOM,
                    Firewall.Hairpinning.UNKNOWN,
                    Optional.empty()),
            "Your router");

    private static StatusText of(EndpointState state) {
        return new StatusText(DOOR, Role.DEVICE, state, Optional.empty(), Optional.empty(), new Reading.Known(0));
    }

    @Test
    void an_intercoms_status_says_in_words_what_its_firewall_means_for_calls() {
        EndpointState state = new EndpointState();
        state.hear(Event.of(EventName.REGISTERED, "name", "door", "attested", "203.0.113.9:4000"));
        state.hear(Event.of(EventName.OBSERVED, "remote", "203.0.113.9:4000", "meaning", WORDS));
        assertThat(of(state).lines().lines())
                .containsExactly(
                        "intercom              door",
                        "id                    " + DOOR.text(),
                        "manager               connected",
                        "seen from outside at  203.0.113.9:4000",
                        "firewall              " + WORDS,
                        "call                  none",
                        "household             not paired yet");
        assertThat(JsonMapper.shared()
                        .readTree(of(state).json())
                        .get("firewall")
                        .asString())
                .isEqualTo(WORDS);
    }
}
