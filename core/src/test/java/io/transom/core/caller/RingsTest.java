package io.transom.core.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.trust.Identity;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.CallId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RingsTest {
    private final SeededEntropy entropy = new SeededEntropy(1);
    private final Peer door = new Peer(
            Identity.generate(entropy).publicIdentity(),
            "door",
            Role.DEVICE,
            true,
            List.of(),
            Firewall.UNKNOWN,
            entropy.bytes(16));
    private final CallId ring = CallId.random(entropy);
    private final Rings rings = new Rings();
    private Moment now = Moment.ZERO;

    @Test
    void one_press_that_is_said_again_and_again_rings_for_two_minutes_and_not_once_more() {
        Duration often = Rings.SILENCE.minusSeconds(1);
        for (; now.isBefore(Moment.ZERO.plus(PeerSignal.Ring.LONGEST)); now = now.plus(often)) {
            assertThat(rings.isOver(ring)).isFalse();
            rings.heard(ring, door, Optional.empty(), now);
            assertThat(rings.wake(now)).isEmpty();
        }
        now = rings.wakeAt();
        assertThat(now).isEqualTo(Moment.ZERO.plus(PeerSignal.Ring.LONGEST));
        assertThat(rings.wake(now)).isNotEmpty();
        assertThat(rings.isOver(ring)).isTrue();
    }

    @Test
    void a_door_that_falls_silent_rings_no_more() {
        rings.heard(ring, door, Optional.empty(), now);
        assertThat(rings.wakeAt()).isEqualTo(now.plus(Rings.SILENCE));
    }
}
