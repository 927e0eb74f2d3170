package io.transom.simulator.world;

import static io.transom.simulator.world.Scene.LEG;
import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.media.voice.Voice;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound that flows with the ring, between real firewalls and with real encryption, under the eyes of {@link Safety}. */
class PreviewSceneTest {
    /** A frame of 20 ms is recorded before it leaves. */
    private static final Duration ALLOWANCE = Duration.ofMillis(20);

    /** The person at the app listens to whatever rings, and every packet of sound is noted. */
    private static final class Ear implements Watcher {
        private final Scene scene;
        private final List<Moment> preview = new ArrayList<>();
        private final List<Moment> call = new ArrayList<>();
        private final List<Moment> sent = new ArrayList<>();
        private Optional<CallId> ring = Optional.empty();
        private boolean offered;

        Ear(Scene scene) {
            this.scene = scene;
            scene.town.watch(this);
        }

        @Override
        public void effect(Machine machine, Effect effect) {
            if (effect instanceof Effect.OfferRing offer) {
                ring = Optional.of(offer.ring());
                offered = offer.preview();
                machine.input(new Input.Listen(offer.ring(), true));
            }
        }

        @Override
        public void soundSent(Machine machine, CallId call, Way way, Bytes packet, boolean early) {
            if (ring.equals(Optional.of(call))) {
                assertThat(machine).isSameAs(scene.town.device());
                assertThat(way).isInstanceOf(Way.Direct.class);
                sent.add(scene.town.time().now());
            }
        }

        @Override
        public void soundArrived(Machine machine, CallId of, Bytes packet, Voice.Arrival arrival) {
            if (arrival == Voice.Arrival.SOUND && machine == scene.town.caller()) {
                (ring.equals(Optional.of(of)) ? preview : call)
                        .add(scene.town.time().now());
            }
        }
    }

    private static Scene scene(String routers, boolean previews) {
        RouterKind kind = RouterKind.parse(routers).orElseThrow();
        Scene scene = new Scene(kind, kind);
        if (previews) {
            scene.town.device().die(false);
            scene.town.device().previews();
            scene.town.device().boot();
        }
        return scene.run(Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "none/apd", "ei/ei", "ei/apd"})
    void the_visitor_is_heard_a_round_trip_after_the_ring_that_took_one_leg(String routers) {
        Scene scene = scene(routers, true);
        Ear ear = new Ear(scene);
        Moment pressed = scene.town.time().now();
        scene.press().run(Duration.ofSeconds(1));
        assertThat(scene.after(scene.town.caller(), EventName.RINGING))
                .hasValueSatisfying(after -> assertThat(after).isBetween(LEG, LEG.plus(ALLOWANCE)));
        assertThat(ear.preview).isNotEmpty();
        assertThat(ear.preview.getFirst().since(pressed))
                .isBetween(LEG.multipliedBy(3), LEG.multipliedBy(3).plus(ALLOWANCE));
        // What was said from the press on comes first, all at once.
        assertThat(ear.preview.get(1)).isEqualTo(ear.preview.getFirst());
    }

    @Test
    void without_the_setting_nothing_flows_with_the_ring() {
        Scene scene = scene("ei/apd", false);
        Ear ear = new Ear(scene);
        scene.press().run(Duration.ofSeconds(40));
        assertThat(ear.ring).isPresent();
        assertThat(ear.offered).isFalse();
        assertThat(ear.sent).isEmpty();
    }

    @Test
    void nothing_flows_through_a_relay_before_the_answer() {
        Scene scene = scene("apd/apd+random", true);
        Ear ear = new Ear(scene);
        scene.press().run(Duration.ofSeconds(40));
        assertThat(ear.ring).isPresent();
        assertThat(ear.sent).isEmpty();
    }

    @Test
    void the_call_takes_over_with_its_own_keys_and_without_a_gap() {
        Scene scene = scene("ei/apd", true);
        Ear ear = new Ear(scene);
        scene.press().run(Duration.ofSeconds(3)).answer().run(Duration.ofSeconds(2));
        assertThat(ear.call).isNotEmpty();
        assertThat(ear.call.getFirst().since(ear.preview.getLast())).isLessThanOrEqualTo(Duration.ofMillis(60));
        assertThat(ear.sent.getLast().isBefore(ear.call.getFirst())).isTrue();
    }

    @Test
    void who_listens_and_does_not_answer_hears_no_more_than_the_ring() {
        Scene scene = scene("ei/apd", true);
        Ear ear = new Ear(scene);
        Moment pressed = scene.town.time().now();
        scene.press().run(Duration.ofSeconds(60));
        assertThat(ear.sent.getLast().since(pressed)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
        assertThat(ear.call).isEmpty();
    }
}
