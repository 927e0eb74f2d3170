package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Input;
import io.transom.core.device.Device;
import io.transom.core.event.EventName;
import io.transom.core.lan.Member;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final List<Duration> LOST = List.of();
    private static final List<Duration> ONCE = List.of(Duration.ZERO);
    private static final List<Duration> TWICE = List.of(Duration.ZERO, Duration.ofMillis(3));

    private final Town town = new Town();
    private final Home door = town.device("door", true);
    private final Home anna = town.caller("anna");

    private void settle() {
        town.run(Duration.ofSeconds(2));
        assertThat(door.saw(EventName.REGISTERED)).isTrue();
        assertThat(anna.saw(EventName.REGISTERED)).isTrue();
    }

    private void call() {
        settle();
        anna.input(new Input.Ask("door"));
        assertThat(town.runUntil(
                        () -> anna.saw(EventName.FIRST_SOUND)
                                && anna.saw(EventName.TALKING)
                                && door.saw(EventName.TALKING),
                        Duration.ofSeconds(8)))
                .as("anna: %s%ndoor: %s", anna.seen, door.seen)
                .isTrue();
    }

    private CallId currentCall() {
        return anna.last(Effect.StartVoice.class).orElseThrow().call();
    }

    @Test
    void everyone_registers_with_the_address_that_the_reflector_saw() {
        settle();
        assertThat(door.field(EventName.REGISTERED, "name")).isEqualTo("door");
        assertThat(door.field(EventName.REGISTERED, "household")).isEqualTo("home");
        assertThat(door.field(EventName.REGISTERED, "attested")).isEqualTo(door.observed(0) + " " + door.observed(1));
    }

    @Test
    void the_caller_hears_the_door_three_legs_after_asking() {
        call();
        Duration setup = anna.when(EventName.FIRST_SOUND).since(anna.when(EventName.CALL_REQUESTED));
        assertThat(setup).isLessThanOrEqualTo(Town.LEG.multipliedBy(3).plusMillis(30));
    }

    @Test
    void both_talk_over_a_proved_path_and_say_which() {
        call();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.saw(EventName.TALKING)).isTrue();
        assertThat(anna.field(EventName.PATH_PROVED, "path")).isEqualTo("direct");
        assertThat((double) anna.field(EventName.PATH_PROVED, "rttMs"))
                .isEqualTo(Town.LEG.multipliedBy(2).toNanos() / 1e6);
        assertThat(anna.last(Effect.RouteVoice.class).orElseThrow().budget()).isEmpty();
        assertThat(door.field(EventName.CALL_NOTICE, "from")).isEqualTo("anna");
        assertThat(anna.count(EventName.READY)).isEqualTo(1);
        assertThat(anna.count(EventName.TALKING)).isEqualTo(1);
    }

    @Test
    void early_sound_is_no_more_than_its_budget_and_goes_to_an_attested_address() {
        settle();
        anna.deaf = true;
        door.deaf = true;
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(5));
        Effect.RouteVoice early = door.last(Effect.RouteVoice.class).orElseThrow();
        assertThat(early.way()).isEqualTo(Way.direct(0, anna.observed(0)));
        assertThat(early.budget().orElseThrow()).isEqualTo(new Effect.RouteVoice.Budget(25, 4096));
    }

    @Test
    void a_call_lasts_for_minutes_without_anybody_noticing_a_fault() {
        call();
        town.run(Duration.ofMinutes(5));
        assertThat(anna.saw(EventName.PATH_LOST)).isFalse();
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(anna.saw(EventName.DISCONNECTED)).isFalse();
    }

    @Test
    void a_lost_notice_is_sent_again() {
        settle();
        door.nextDowns(List.of(LOST, LOST));
        anna.input(new Input.Ask("door"));
        assertThat(town.runUntil(() -> anna.saw(EventName.TALKING), Duration.ofSeconds(3)))
                .isTrue();
    }

    @Test
    void a_doubled_and_late_notice_makes_one_call() {
        settle();
        door.nextDowns(List.of(List.of(Duration.ofMillis(400), Duration.ofMillis(10)), TWICE, TWICE));
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(3));
        assertThat(door.count(EventName.CALL_NOTICE)).isEqualTo(1);
        assertThat(door.done(Effect.StartVoice.class)).hasSize(1);
        assertThat(anna.saw(EventName.TALKING)).isTrue();
    }

    @Test
    void a_lost_ready_does_not_matter_where_the_null_packet_carries_the_answer() {
        settle();
        anna.nextDowns(Collections.nCopies(20, LOST));
        anna.input(new Input.Ask("door"));
        assertThat(town.runUntil(() -> anna.saw(EventName.TALKING), Duration.ofSeconds(1)))
                .isTrue();
    }

    @Test
    void a_doubled_and_reordered_ready_changes_nothing() {
        settle();
        anna.nextDowns(List.of(List.of(Duration.ofMillis(300), Duration.ofMillis(5)), TWICE, ONCE));
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(3));
        assertThat(anna.count(EventName.READY)).isEqualTo(1);
        assertThat(anna.done(Effect.StartVoice.class)).hasSize(1);
    }

    @Test
    void the_caller_hangs_up_and_the_door_knows() {
        call();
        anna.input(new Input.HangUp(currentCall()));
        town.run(Duration.ofSeconds(3));
        assertThat(anna.field(EventName.CALL_ENDED, "reason")).isEqualTo("hung up");
        assertThat(door.field(EventName.CALL_ENDED, "reason")).isEqualTo("anna hung up");
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        assertThat(door.done(Effect.CallOver.class)).hasSize(1);
        assertThat(anna.last(Effect.CallOver.class).orElseThrow().soundWasHeard())
                .isTrue();
    }

    @Test
    void the_door_hangs_up_and_the_caller_knows_even_without_the_manager() {
        call();
        town.killManager();
        town.run(Duration.ofSeconds(1));
        door.input(new Input.HangUp(currentCall()));
        town.run(Duration.ofMillis(300));
        assertThat(anna.field(EventName.CALL_ENDED, "reason")).isEqualTo("door hung up");
    }

    @Test
    void a_hang_up_gets_through_where_only_the_manager_is_left() {
        call();
        anna.deaf = true;
        door.input(new Input.HangUp(currentCall()));
        town.run(Duration.ofMillis(300));
        assertThat(anna.field(EventName.CALL_ENDED, "reason")).isEqualTo("door hung up");
    }

    @Test
    void sound_goes_on_while_the_manager_is_gone_and_everyone_comes_back_to_it() {
        call();
        town.killManager();
        town.run(Duration.ofSeconds(60));
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(anna.saw(EventName.PATH_LOST)).isFalse();
        town.reviveManager();
        town.run(Duration.ofSeconds(70));
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(anna.count(EventName.REGISTERED)).isGreaterThanOrEqualTo(2);
        assertThat(door.count(EventName.REGISTERED)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void the_caller_knows_within_three_seconds_that_the_door_has_died() {
        call();
        Moment died = town.now();
        door.kill();
        town.run(Duration.ofSeconds(5));
        assertThat(anna.when(EventName.CALL_ENDED).since(died)).isLessThan(Duration.ofSeconds(3));
        assertThat(anna.field(EventName.CALL_ENDED, "reason").toString()).contains("vanished");
    }

    @Test
    void a_path_that_is_silent_for_ten_seconds_ends_the_call_though_both_are_online() {
        call();
        Moment cut = town.now();
        anna.deaf = true;
        door.deaf = true;
        town.run(Duration.ofSeconds(15));
        assertThat(anna.saw(EventName.PATH_LOST)).isTrue();
        assertThat(anna.when(EventName.CALL_ENDED).since(cut)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
        assertThat(anna.done(Effect.UnrouteVoice.class)).isNotEmpty();
    }

    @Test
    void a_path_that_comes_back_carries_the_call_on() {
        call();
        anna.deaf = true;
        door.deaf = true;
        town.run(Duration.ofSeconds(4));
        anna.deaf = false;
        door.deaf = false;
        town.run(Duration.ofSeconds(10));
        assertThat(anna.saw(EventName.PATH_LOST)).isTrue();
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(anna.count(EventName.PATH_PROVED)).isGreaterThanOrEqualTo(2);
        assertThat(anna.count(EventName.TALKING)).isEqualTo(1);
    }

    @Test
    void without_a_way_through_the_call_ends_with_a_true_reason_in_time() {
        settle();
        anna.deaf = true;
        door.deaf = true;
        Moment asked = town.now();
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(12));
        assertThat(anna.field(EventName.CALL_ENDED, "reason").toString()).contains("no direct way through");
        assertThat(anna.when(EventName.CALL_ENDED).since(asked)).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(door.saw(EventName.CALL_ENDED)).isTrue();
    }

    @Test
    void a_door_that_is_not_there_is_said_to_be_not_connected() {
        settle();
        door.kill();
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(9));
        assertThat(anna.last(Effect.CallOver.class).orElseThrow().reason())
                .isEqualTo("door is not connected to the manager right now");
    }

    @Test
    void a_name_that_nobody_has_is_said_to_be_unknown() {
        settle();
        anna.input(new Input.Ask("cellar"));
        town.run(Duration.ofSeconds(9));
        assertThat(anna.last(Effect.CallOver.class).orElseThrow().reason())
                .isEqualTo("there is nobody called cellar in this household");
    }

    @Test
    void without_a_manager_the_call_ends_with_that_reason() {
        town.killManager();
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(10));
        assertThat(anna.last(Effect.CallOver.class).orElseThrow().reason())
                .isEqualTo("the manager could not be reached");
    }

    @Test
    void asking_before_the_connection_stands_makes_the_call_when_it_does() {
        anna.input(new Input.Ask("door"));
        assertThat(town.runUntil(() -> anna.saw(EventName.TALKING), Duration.ofSeconds(3)))
                .isTrue();
    }

    @Test
    void a_second_caller_hears_that_the_door_is_busy() {
        Home ben = town.caller("ben");
        call();
        ben.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(2));
        assertThat(ben.field(EventName.CALL_ENDED, "reason")).isEqualTo("door is busy with another call");
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
    }

    @Test
    void a_name_that_comes_with_other_keys_than_the_pinned_ones_is_not_called() {
        Identity other = Identity.generate(town.entropy());
        Home carl = town.caller("carl", Map.of("door", other.id()));
        settle();
        carl.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(1));
        assertThat(carl.last(Effect.CallOver.class).orElseThrow().reason()).contains("other keys");
        assertThat(carl.saw(EventName.CALL_REQUESTED)).isFalse();
    }

    @Test
    void a_caller_with_other_keys_than_the_pinned_ones_is_not_let_in() {
        Identity other = Identity.generate(town.entropy());
        Home gate = town.device("gate", true, Map.of("anna", other.id()));
        settle();
        anna.input(new Input.Ask("gate"));
        town.run(Duration.ofSeconds(2));
        assertThat(anna.field(EventName.CALL_ENDED, "reason")).isEqualTo("gate does not allow this call");
        assertThat(gate.done(Effect.StartVoice.class)).isEmpty();
    }

    @Test
    void names_are_pinned_at_first_use() {
        call();
        assertThat(anna.last(Effect.Pin.class))
                .contains(new Effect.Pin(new Member(door.self.publicIdentity(), "door", Role.DEVICE, "home")));
        assertThat(door.last(Effect.Pin.class))
                .contains(new Effect.Pin(new Member(anna.self.publicIdentity(), "anna", Role.CALLER, "home")));
    }

    @Test
    void a_request_for_an_earlier_boot_is_stale_and_made_again_for_the_one_there_is() {
        Home again = restartUnseen();
        anna.input(new Input.Ask("door"));
        anna.nextDowns(List.of());
        town.run(Duration.ofSeconds(3));
        assertThat(anna.field(EventName.CALL_ENDED, "reason").toString()).contains("restarted");
        assertThat(anna.done(Effect.CallOver.class)).isEmpty();
        assertThat(anna.saw(EventName.TALKING)).isTrue();
        assertThat(again.done(Effect.StartVoice.class)).hasSize(1);
    }

    /** The door as it is after a restart of which anna has heard nothing. */
    private Home restartUnseen() {
        settle();
        anna.nextDowns(Collections.nCopies(50, LOST));
        Station.Settings station =
                new Station.Settings(door.self, Optional.empty(), Optional.of(town.manager.id()), Map.of());
        door.kill();
        Home again = town.restart(door, new Device(Device.Settings.of(station), town.entropy()));
        town.run(Duration.ofSeconds(2));
        assertThat(again.saw(EventName.REGISTERED)).isTrue();
        return again;
    }

    @Test
    void hostile_datagrams_and_messages_change_nothing_and_are_counted() {
        call();
        Counters counters = ((Device) door.endpoint).counters();
        long before = counters.total();
        UdpAddress stranger = anna.observed(1);
        for (int length = 0; length < 64; length++) {
            door.input(new Input.DatagramArrived(0, stranger, town.entropy().bytes(length)));
            door.input(new Input.MessageArrived(
                    "transom/1/" + door.self.id() + "/down", town.entropy().bytes(length)));
            door.input(new Input.DatagramArrived(
                    99,
                    stranger,
                    Bytes.join(Bytes.of((byte) 0, (byte) 1), town.entropy().bytes(length))));
        }
        assertThat(counters.total() - before).isGreaterThanOrEqualTo(190);
        town.run(Duration.ofSeconds(3));
        assertThat(door.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
    }

    @Test
    void everything_that_can_be_said_is_answered_in_any_state() {
        CallId nothing = CallId.random(town.entropy());
        List<Input> all = List.of(
                new Input.Wake(),
                new Input.ChallengeArrived(Bytes.EMPTY, town.manager.publicIdentity()),
                new Input.Connected(),
                new Input.ConnectRefused("no"),
                new Input.MessageArrived("x", Bytes.EMPTY),
                new Input.VoiceHeard(nothing, Way.direct(7, anna.observed(0))),
                new Input.FirstSound(nothing),
                new Input.FirstSoundSent(nothing),
                new Input.LineChanged(Input.LineChanged.Line.TALK, true),
                new Input.AnswerRing(nothing),
                new Input.Talk(true),
                new Input.HangUp(nothing),
                new Input.ConnectionLost("gone"));
        for (Home home : List.of(door, anna)) {
            all.forEach(home::input);
        }
        town.run(Duration.ofSeconds(40));
        call();
        all.forEach(anna::input);
        all.forEach(door::input);
        anna.input(new Input.ShutDown());
        all.forEach(anna::input);
        town.run(Duration.ofSeconds(5));
        assertThat(door.field(EventName.CALL_ENDED, "reason")).isEqualTo("anna was switched off");
        assertThat(anna.endpoint.wakeAt().isBefore(Moment.NEVER)).isTrue();
    }
}
