package io.transom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.household.StatementSet;
import io.transom.node.config.Configuration;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that has no manager ends by itself, and what it has to say of its configuration it has said before. */
@Timeout(20)
final class DoorRightsTest {
    private static final String WARNING = "may-release counts for nothing";

    @TempDir
    Path data;

    private String said() {
        StringWriter said = new StringWriter();
        PrintWriter printed = new PrintWriter(said, true);
        List<String> args = List.of(
                "--hardware=simulated",
                "--manager=ws://127.0.0.1:9/mqtt",
                "--data=" + data,
                "--door-name=front door",
                "--may-release=" + "a".repeat(26),
                "--lan-discovery=off",
                "--port-mapping=off");
        assertThat(Configuration.run(new AgentProgram(), args, Map.of(), printed, printed))
                .isEqualTo(1);
        return said.toString();
    }

    @Test
    void who_pairs_an_intercom_is_told_that_may_release_counts_for_nothing_any_more() throws Exception {
        assertThat(said()).doesNotContain(WARNING);
        try (KeyStore keys = KeyStore.open(data, new SystemEntropy())) {
            keys.keepHousehold(StatementSet.empty(Bytes.hex("11".repeat(32))));
        }
        assertThat(said()).contains(WARNING, "transom members");
    }
}
