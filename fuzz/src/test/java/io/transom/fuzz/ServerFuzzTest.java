package io.transom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.core.relay.Origin;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.core.trust.Identity;
import io.transom.core.trust.Login;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The manager's open ends: nobody who isn't known gets more than was sent, and nothing throws. */
class ServerFuzzTest {
    private static final UdpAddress STRANGER =
            UdpAddress.parse("203.0.113.9:40001").orElseThrow();

    private final Foes foes = new Foes(io.transom.wire.Role.CALLER);
    private final Identity manager = Identity.generate(foes.entropy());
    private final Relay relay = new Relay((address, proof, now) -> false, foes.entropy(), RelayLimits.DEFAULT);

    @FuzzTest(maxDuration = "1h")
    void a_relay_says_nothing_to_a_stranger(byte[] octets) {
        for (Script.Step step : Script.of(octets).steps()) {
            assertThat(relay.onDatagram(new Origin.Udp(STRANGER), step.octets(), Moment.ZERO))
                    .isEmpty();
            assertThat(relay.onDatagram(new Origin.Tunnel(step.verb()), step.octets(), Moment.ZERO))
                    .isEmpty();
        }
    }

    @FuzzTest(maxDuration = "1h")
    void a_login_that_is_made_up_is_none(byte[] octets) {
        Bytes password = Bytes.of(octets);
        Optional<Login.Claim> claim = Login.verify(manager, new String(octets, StandardCharsets.UTF_8), password);
        assertThat(claim).isEmpty();
    }
}
