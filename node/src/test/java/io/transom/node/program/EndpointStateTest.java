package io.transom.node.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointStateTest {
    private final EndpointState state = new EndpointState();

    private void observed(String remote, String meaning) {
        state.hear(Event.of(EventName.OBSERVED, "socket", 0, "remote", remote, "meaning", meaning));
    }

    @Test
    void nothing_is_said_of_a_firewall_before_one_was_seen() {
        assertThat(state.told()).doesNotContainKey("firewall");
    }

    @Test
    void the_firewall_is_told_as_it_was_measured_last() {
        observed("203.0.113.9:4000", "Your router could not be measured yet: calls try every way there is.");
        observed("203.0.113.9:4001", "Your router uses one port for all calls: most calls connect directly.");
        assertThat(state.told())
                .containsEntry("firewall", "Your router uses one port for all calls: most calls connect directly.");
    }

    @Test
    void with_ipv6_too_each_has_its_words_whichever_was_seen_last() {
        observed("203.0.113.9:4000", "Your router gives every call another port.");
        observed("[2001:db8::7]:4000", "Your router hides nothing.");
        observed("203.0.113.9:4001", "Your router gives every call another port.");
        assertThat(state.told())
                .containsAllEntriesOf(Map.of(
                        "firewall (IPv4)", "Your router gives every call another port.",
                        "firewall (IPv6)", "Your router hides nothing."))
                .doesNotContainKey("firewall");
    }

    @Test
    void it_stays_known_while_the_manager_is_away() {
        observed("203.0.113.9:4000", "Your router hides nothing.");
        state.hear(Event.of(EventName.DISCONNECTED, "reason", "the line is dead"));
        assertThat(state.told())
                .containsEntry("firewall", "Your router hides nothing.")
                .containsEntry("manager", "not connected: the line is dead");
    }

    @Test
    void a_manager_that_refuses_is_told_with_its_reason_and_other_refusals_are_none_of_it() {
        state.hear(Event.of(EventName.CONNECTING, "attempt", 1));
        state.hear(Event.of(EventName.REFUSED, "reason", "not a member here"));
        state.hear(Event.of(EventName.REFUSED, "reason", "that ring is over"));
        assertThat(state.told()).containsEntry("manager", "not connected: not a member here");
        assertThat(state.trouble()).isEqualTo("not a member here");
        state.hear(Event.of(EventName.CONNECTED));
        state.hear(Event.of(EventName.REGISTERED));
        assertThat(state.told()).containsEntry("manager", "connected");
        assertThat(state.trouble()).isEmpty();
    }
}
