package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.caller.Caller;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.EventName;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingTest {
    private final Town town = new Town();
    private final Home door = town.device("door", false);
    private final Home anna = town.caller("anna");
    private final Home ben = town.caller("ben");

    @BeforeEach
    void settle() {
        town.run(Duration.ofSeconds(2));
    }

    private void press() {
        door.input(new LineChanged(Line.BUTTON, true));
        door.input(new LineChanged(Line.BUTTON, false));
    }

    private CallId offered(Home home) {
        return home.last(Effect.OfferRing.class).orElseThrow().ring();
    }

    @Test
    void a_press_rings_every_caller_after_two_legs_where_no_path_is_warm() {
        town.homesReachEachOther = false;
        Moment pressed = town.now();
        press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.when(EventName.RINGING).since(pressed)).isEqualTo(Town.LEG.multipliedBy(2));
        assertThat(ben.saw(EventName.RINGING)).isTrue();
        assertThat(anna.last(Effect.OfferRing.class).orElseThrow().from()).isEqualTo("door");
        assertThat(door.last(Effect.Chime.class)).contains(new Effect.Chime(true));
    }

    @Test
    void who_answers_talks_and_the_others_learn_who_it_was() {
        press();
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.AnswerRing(offered(anna)));
        town.run(Duration.ofSeconds(1));
        assertThat(anna.saw(EventName.TALKING)).isTrue();
        assertThat(ben.field(EventName.RING_OVER, "answeredBy")).isEqualTo("anna");
        assertThat(ben.last(Effect.Chime.class)).contains(new Effect.Chime(false));
        town.run(Duration.ofSeconds(10));
        assertThat(ben.count(EventName.RINGING)).isEqualTo(1);
    }

    @Test
    void of_two_who_answer_at_once_one_wins() {
        press();
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.AnswerRing(offered(anna)));
        ben.input(new Input.AnswerRing(offered(ben)));
        town.run(Duration.ofSeconds(2));
        assertThat(anna.saw(EventName.TALKING)).isTrue();
        assertThat(ben.field(EventName.CALL_ENDED, "reason")).isEqualTo("someone else has answered already");
        assertThat(door.done(Effect.StartVoice.class)).hasSize(1);
    }

    @Test
    void a_lost_ring_is_repeated_within_a_second() {
        anna.nextDowns(List.of(List.of()));
        press();
        assertThat(town.runUntil(() -> anna.saw(EventName.RINGING), Duration.ofMillis(1200)))
                .isTrue();
    }

    @Test
    void whoever_comes_online_while_it_rings_is_rung_too() {
        press();
        Home carl = town.caller("carl");
        assertThat(town.runUntil(() -> carl.saw(EventName.RINGING), Duration.ofSeconds(3)))
                .isTrue();
    }

    @Test
    void an_app_that_is_started_anew_while_it_rings_is_rung_again() {
        press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.saw(EventName.RINGING)).isTrue();
        anna.kill();
        Station.Settings station =
                new Station.Settings(anna.self, Optional.empty(), Optional.of(town.manager.id()), Map.of());
        Home again = town.restart(anna, new Caller(station, town.entropy()));
        assertThat(town.runUntil(() -> again.saw(EventName.RINGING), Duration.ofSeconds(3)))
                .isTrue();
        again.input(new Input.AnswerRing(offered(again)));
        town.run(Duration.ofSeconds(1));
        assertThat(again.saw(EventName.TALKING)).isTrue();
    }

    @Test
    void a_ring_that_was_meant_for_the_apps_last_start_rings_nothing() {
        press();
        town.run(Duration.ofSeconds(1));
        anna.kill();
        // The door hears of nobody's coming and going, and repeats what it has sealed.
        door.nextDowns(Collections.nCopies(200, List.of()));
        Caller app = new Caller(
                new Station.Settings(anna.self, Optional.empty(), Optional.of(town.manager.id()), Map.of()),
                town.entropy());
        Home again = town.restart(anna, app);
        town.run(Duration.ofSeconds(5));
        assertThat(again.saw(EventName.REGISTERED)).isTrue();
        assertThat(again.saw(EventName.RINGING)).isFalse();
        assertThat(app.counters().of(Bad.SIGNAL_UNEXPECTED)).isPositive();
    }

    @Test
    void a_ring_that_nobody_answers_ends_after_thirty_seconds() {
        press();
        Moment pressed = town.now();
        town.run(Duration.ofSeconds(40));
        assertThat(door.when(EventName.RING_OVER).since(pressed)).isEqualTo(Duration.ofSeconds(30));
        assertThat(anna.field(EventName.RING_OVER, "answeredBy")).isEqualTo("");
        anna.input(new Input.AnswerRing(offered(anna)));
        assertThat(anna.field(EventName.REFUSED, "reason")).isEqualTo("that ring is over");
    }

    @Test
    void a_phone_stops_ringing_when_the_door_has_died() {
        press();
        town.run(Duration.ofSeconds(1));
        door.kill();
        town.run(Duration.ofSeconds(6));
        assertThat(anna.saw(EventName.RING_OVER)).isTrue();
    }

    @Test
    void a_second_press_while_it_rings_restarts_nothing() {
        press();
        town.run(Duration.ofSeconds(1));
        press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.count(EventName.RINGING)).isEqualTo(1);
        assertThat(door.field(EventName.REFUSED, "reason")).isEqualTo("it is ringing already");
    }

    @Test
    void the_microphone_follows_push_to_talk_inside_a_call_only() {
        door.input(new LineChanged(Line.TALK, true));
        door.input(new LineChanged(Line.TALK, false));
        assertThat(door.done(Effect.SetMicrophone.class)).isEmpty();
        press();
        town.run(Duration.ofSeconds(1));
        assertThat(door.done(Effect.SetMicrophone.class)).isEmpty();
        anna.input(new Input.AnswerRing(offered(anna)));
        town.run(Duration.ofSeconds(1));
        assertThat(door.microphone).isEqualTo(Microphone.PRE_ROLL);
        door.input(new LineChanged(Line.TALK, true));
        assertThat(door.microphone).isEqualTo(Microphone.OPEN);
        town.run(Duration.ofSeconds(1));
        assertThat(anna.saw(EventName.FIRST_SOUND)).isTrue();
        door.input(new LineChanged(Line.TALK, false));
        assertThat(door.microphone).isEqualTo(Microphone.PRE_ROLL);
        press();
        assertThat(door.field(EventName.REFUSED, "reason")).isEqualTo("the button was pressed during a call");
        door.input(new Input.HangUp(
                anna.last(Effect.StartVoice.class).orElseThrow().call()));
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
    }
}
