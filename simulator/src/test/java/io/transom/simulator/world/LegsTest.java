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
    /** The jitter buffer's first guess is a frame and a half; then the speaker has to ask. */
    private static final Duration JITTER_HOLD = Duration.ofMillis(30);

    @ParameterizedTest
    @ValueSource(strings = {"open", "none/apd", "ei/ei", "ei/apd"})
    void the_devices_sound_is_with_the_caller_three_legs_after_asking(String routers) {
        RouterKind kind = RouterKind.parse(routers).orElseThrow();
        Scene scene = new Scene(kind, kind);
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
    void a_phone_rings_two_legs_after_the_press() {
        Scene scene = new Scene();
        scene.press().run(Duration.ofSeconds(1));
        assertThat(scene.after(scene.town.caller(), EventName.RINGING))
                .hasValueSatisfying(after -> assertThat(after)
                        .isGreaterThanOrEqualTo(LEG.multipliedBy(2))
                        .isLessThanOrEqualTo(LEG.multipliedBy(2).plus(ALLOWANCE)));
    }

    @Test
    void who_answers_a_ring_hears_the_visitor_three_legs_later() {
        Scene scene = new Scene();
        scene.press().run(Duration.ofSeconds(3)).answer().run(Duration.ofSeconds(1));
        assertInTime(scene);
    }
}
