package io.transom.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.wire.PublicIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whoever answers at the manager's port: a challenge, or one kind of error. */
class ChallengeFuzzTest {
    @FuzzTest(maxDuration = "1h")
    void a_challenge(byte[] octets) {
        try {
            Control.Challenge read = ChallengeReader.read(new String(octets, StandardCharsets.UTF_8), "192.0.2.1");
            assertThat(read.manager().encode().length()).isEqualTo(PublicIdentity.LENGTH);
            assertThat(read.reflectors().size()).isBetween(0, 4);
        } catch (IOException e) {
            assertThat(e.getMessage()).contains("manager");
        }
    }
}
