package io.transom.simulator.world;

import static io.transom.simulator.world.Scene.LEG;
import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.EventName;
import io.transom.simulator.router.RouterKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The design's time budget, in virtual time: what is left over is what we add to physics. */
class LegsTest {
    private static final Duration ALLOWANCE = Duration.ofMillis(30);
    private static final Duration WARM_ALLOWANCE = Duration.ofMillis(20);
    /** The jitter buffer's first guess is a frame and a half; then the speaker has to ask. */
    private static final Duration JITTER_HOLD = Duration.ofMillis(30);

    @ParameterizedTest
    @ValueSource(strings = {"open", "none/apd", "ei/ei", "ei/apd"})
    void the_devices_sound_is_with_the_caller_three_legs_after_asking(String routers) {
        RouterKind kind = RouterKind.parse(routers).orElseThrow();
        Scene scene = Scene.cold(kind, kind);
        scene.ask().run(Duration.ofSeconds(1));
        assertInTime(scene);
    }

    /** The frame is 20 ms of the allowance. What is played a little later was held against jitter, on purpose. */
    private static void assertInTime(Scene scene) {
        assertThat(scene.soundArrivedAfter(scene.town.caller()))
                .hasValueSatisfying(after -> assertThat(after)
                        .isGreaterThanOrEqualTo(LEG.multipliedBy(3))
                        .isLessThanOrEqualTo(LEG.multipliedBy(3).plus(ALLOWANCE)));
        assertThat(scene.after(scene.town.caller(), EventName.FIRST_SOUND))
                .hasValueSatisfying(after -> assertThat(after)
                        .isLessThanOrEqualTo(LEG.multipliedBy(3).plus(ALLOWANCE).plus(JITTER_HOLD)));
    }

    @Test
    void where_nothing_is_prepared_a_phone_rings_two_legs_after_the_press() {
        Scene scene = Scene.cold();
        scene.press().run(Duration.ofSeconds(1));
        assertThat(scene.after(scene.town.caller(), EventName.RINGING))
                .hasValueSatisfying(after -> assertThat(after)
                        .isGreaterThanOrEqualTo(LEG.multipliedBy(2))
                        .isLessThanOrEqualTo(LEG.multipliedBy(2).plus(ALLOWANCE)));
    }

    @Test
    void who_answers_a_ring_hears_the_visitor_three_legs_later() {
        Scene scene = Scene.cold();
        scene.press().run(Duration.ofSeconds(3)).answer().run(Duration.ofSeconds(1));
        assertInTime(scene);
    }

    /** The direct way between the homes, whatever the manager's distance: a leg of the design's own budget. */
    @ParameterizedTest
    @ValueSource(strings = {"open", "none/apd", "ei/ei", "ei/apd", "ei/apd+preserved+reject", "apd/apd+preserved"})
    void over_a_warm_window_a_phone_rings_one_leg_after_the_press(String routers) {
        RouterKind kind = RouterKind.parse(routers).orElseThrow();
        Scene scene = new Scene(kind, kind);
        scene.run(Duration.ofSeconds(2)).press().run(Duration.ofSeconds(1));
        assertThat(scene.after(scene.town.caller(), EventName.RINGING))
                .hasValueSatisfying(after ->
                        assertThat(after).isGreaterThanOrEqualTo(LEG).isLessThanOrEqualTo(LEG.plus(WARM_ALLOWANCE)));
    }

    @Test
    void over_a_warm_window_the_devices_sound_is_with_the_caller_two_legs_after_asking() {
        Scene scene = new Scene();
        scene.run(Duration.ofSeconds(2)).ask().run(Duration.ofSeconds(1));
        assertThat(scene.soundArrivedAfter(scene.town.caller()))
                .hasValueSatisfying(after -> assertThat(after)
                        .isGreaterThanOrEqualTo(LEG.multipliedBy(2))
                        .isLessThanOrEqualTo(LEG.multipliedBy(2).plus(ALLOWANCE)));
    }
}
