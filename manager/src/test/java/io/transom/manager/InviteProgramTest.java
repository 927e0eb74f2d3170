package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.manager.store.DataDirectory;
import io.transom.node.config.Configuration;
import io.transom.node.time.SystemEntropy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InviteProgramTest {
    private static final String URL = "ws://127.0.0.1:80/mqtt";

    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        PrintWriter printed = new PrintWriter(err, true);
        return Configuration.run(new InviteProgram(), List.of(args), Map.of(), printed, printed);
    }

    @Test
    void a_mistyped_directory_does_not_become_a_manager() {
        Path mistyped = directory.resolve("manger");
        assertThat(run("--manager", URL, "--data", mistyped.toString(), "--name", "hall", "--role", "device"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("option --data is '" + mistyped + "'", "no manager.key");
        assertThat(mistyped).doesNotExist();
    }

    @Test
    void a_managers_directory_gives_an_invite() throws Exception {
        DataDirectory.open(directory).identity(new SystemEntropy());
        assertThat(run("--manager", URL, "--data", directory.toString(), "--name", "hall", "--role", "device"))
                .isZero();
    }

    @Test
    void an_invite_without_the_managers_address_is_refused() {
        assertThat(run("--data", directory.toString(), "--name", "hall", "--role", "device"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("option --manager is missing", "ws://HOST:80/mqtt");
    }
}
