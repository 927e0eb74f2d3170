package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.EventName;
import io.transom.simulator.router.RouterKind;
import io.transom.simulator.world.Ledger.End;
import io.transom.wire.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrokenPartsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    @Test
    void sound_goes_on_while_the_manager_is_gone() {
        Scene scene = new Scene();
        scene.ask().run(A_WHILE);
        scene.town.manager().stop();
        scene.run(Duration.ofSeconds(30));
        assertThat(scene.end(scene.town.caller()).orElseThrow().over).isEmpty();
        assertThat(scene.end(scene.town.device()).orElseThrow().over).isEmpty();
        assertThat(scene.after(scene.town.caller(), EventName.PATH_LOST)).isEmpty();
    }

    @Test
    void the_caller_knows_within_three_seconds_that_the_intercom_was_killed() {
        Scene scene = new Scene();
        scene.ask().run(A_WHILE);
        Moment killed = scene.town.time().now();
        scene.town.device().die(false);
        scene.town.ledger().off(scene.town.device());
        scene.run(Duration.ofSeconds(3));
        End end = scene.end(scene.town.caller()).orElseThrow();
        assertThat(end.over)
                .hasValueSatisfying(at -> assertThat(at.since(killed)).isLessThan(Duration.ofSeconds(3)));
        assertThat(end.reason).startsWith("door vanished");
    }

    @Test
    void the_call_finds_another_way_when_the_router_comes_back_with_empty_tables() {
        // Who lets in by address only hears from the new port, and follows it.
        RouterKind kind = RouterKind.parse("ei/ad").orElseThrow();
        Scene scene = new Scene(kind, kind);
        scene.ask().run(A_WHILE);
        scene.town
                .device()
                .host()
                .site()
                .router()
                .reboot(scene.town.device().host().site().router().outsideIp());
        scene.run(Duration.ofSeconds(10));
        assertThat(scene.end(scene.town.caller()).orElseThrow().over).isEmpty();
        assertThat(scene.end(scene.town.device()).orElseThrow().pathLost).isEmpty();
    }

    @Test
    void who_answers_a_door_that_has_just_gone_is_told_so() {
        Scene scene = new Scene();
        scene.press().run(Duration.ofSeconds(1));
        scene.town.device().die(false);
        scene.town.ledger().off(scene.town.device());
        scene.run(Duration.ofSeconds(1)).answer().run(Duration.ofSeconds(3));
        assertThat(scene.end(scene.town.caller()).orElseThrow().reason)
                .isEqualTo("door is not connected to the manager right now");
    }

    @Test
    void who_asks_while_the_manager_is_away_knows_within_ten_seconds() {
        Scene scene = new Scene();
        scene.town.manager().stop();
        scene.town.device().die(false);
        scene.run(Duration.ofSeconds(1)).ask().run(Duration.ofSeconds(7));
        scene.town.manager().start();
        scene.run(Duration.ofSeconds(3).plusMillis(1));
        assertThat(scene.end(scene.town.caller()).orElseThrow().over).isPresent();
    }
}
