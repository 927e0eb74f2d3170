package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.door.ReleaseRights;
import io.transom.core.event.EventName;
import io.transom.core.trust.Identity;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A door from the person at an app to the relay, through the real switchboard. */
class DoorReleaseTest {
    private final Town town = new Town();
    private final Set<EndpointId> allowed = new HashSet<>();
    private final ReleaseRights rights = (member, door, at) -> allowed.contains(member);
    private final Identity lockSelf = Identity.generate(town.entropy());
    /** Indoors, with the relay; the outdoor unit has none. */
    private final Home lock = town.lock("hall", lockSelf, rights);

    private final Home outdoor = town.device("door", true);
    private final Home anna = town.caller("anna");

    @BeforeEach
    void settle() {
        town.run(Duration.ofSeconds(2));
    }

    @Test
    void a_member_opens_a_door_in_six_legs_and_is_told_when_it_is_open() {
        allowed.add(anna.self.id());
        Moment asked = town.now();
        anna.input(new Input.OpenDoor("hall"));
        town.run(Duration.ofSeconds(1));
        assertThat(pulses(lock)).isEqualTo(1);
        assertThat(answered(anna)).isEqualTo(new Effect.DoorAnswered(true, "\"hall\" is open"));
        // Each signal takes two legs through the manager: ask, challenge, answer; then the relay's 5 ms.
        assertThat(lock.when(EventName.RELEASED).since(asked))
                .isEqualTo(Town.LEG.multipliedBy(6).plusMillis(5));
        assertThat(lock.field(EventName.RELEASED, "by")).isEqualTo("anna");
    }

    @Test
    void in_a_call_with_the_outdoor_unit_an_indoor_agent_opens() {
        allowed.add(anna.self.id());
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.OpenDoor("hall"));
        town.run(Duration.ofSeconds(1));
        assertThat(pulses(lock)).isEqualTo(1);
        assertThat(lock.field(EventName.RELEASED, "call")).isEqualTo(anna.field(EventName.CALL_REQUESTED, "call"));
        assertThat(outdoor.saw(EventName.RELEASED)).isFalse();
    }

    @Test
    void who_talks_to_the_lock_itself_needs_not_name_it() {
        allowed.add(anna.self.id());
        anna.input(new Input.Ask("hall"));
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.OpenDoor(""));
        town.run(Duration.ofSeconds(1));
        assertThat(pulses(lock)).isEqualTo(1);
    }

    @Test
    void without_the_right_the_person_is_told_what_to_do() {
        anna.input(new Input.OpenDoor("hall"));
        town.run(Duration.ofSeconds(1));
        assertThat(pulses(lock)).isZero();
        assertThat(answered(anna).words()).contains("you may not open", "ask its owner");
        assertThat(lock.field(EventName.RELEASE_REFUSED, "by")).isEqualTo("anna");
    }

    @Test
    void what_cant_be_opened_is_said_in_words() {
        anna.input(new Input.OpenDoor(""));
        assertThat(answered(anna).words()).contains("no call");
        anna.input(new Input.OpenDoor("door"));
        town.run(Duration.ofSeconds(1));
        assertThat(answered(anna).words()).contains("no lock");
        anna.input(new Input.OpenDoor("cellar"));
        town.run(Duration.ofSeconds(10));
        assertThat(answered(anna).words()).contains("cellar");
        assertThat(anna.effects.stream().filter(effect -> effect instanceof Effect.DoorAnswered))
                .hasSize(3);
    }

    @Test
    void lost_and_doubled_signals_cost_time_and_open_once() {
        allowed.add(anna.self.id());
        List<Duration> lost = List.of();
        List<Duration> thrice = List.of(Duration.ZERO, Duration.ZERO, Duration.ofMillis(700));
        anna.nextUps(List.of(lost, thrice, thrice));
        lock.nextUps(List.of(thrice, lost));
        anna.input(new Input.OpenDoor("hall"));
        town.run(Duration.ofSeconds(8));
        assertThat(pulses(lock)).isEqualTo(1);
        assertThat(answered(anna).open()).isTrue();
    }

    @Test
    void where_the_manager_swallows_what_the_lock_said_last_nobody_claims_to_know() {
        allowed.add(anna.self.id());
        anna.input(new Input.OpenDoor("hall"));
        town.runUntil(() -> pulses(lock) == 1, Duration.ofSeconds(2));
        town.killManager();
        town.run(Duration.ofSeconds(7));
        assertThat(answered(anna).open()).isFalse();
        assertThat(answered(anna).words()).contains("whether it opened nobody said");
    }

    private static long pulses(Home home) {
        return home.effects.stream()
                .filter(effect -> effect instanceof Effect.PulseRelay)
                .count();
    }

    private static Effect.DoorAnswered answered(Home home) {
        return home.last(Effect.DoorAnswered.class).orElseThrow();
    }
}
