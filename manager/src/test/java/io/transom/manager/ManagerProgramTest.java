package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.node.config.Configuration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerProgramTest {
    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        PrintWriter printed = new PrintWriter(err, true);
        return Configuration.run(new ManagerProgram(), List.of(args), Map.of(), printed, printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/0", "10.0.0.0/33", "192.0.2.7/", "2001:db8::/200", "192.0.2"})
    void a_wrong_trusted_proxy_is_told_with_the_remedy_and_starts_nothing(String wrong) {
        assertThat(run("--data", directory.toString(), "--trusted-proxy", "192.0.2.7," + wrong))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("option --trusted-proxy is '" + wrong + "'", "such as 192.0.2.7 or 10.1.0.0/16");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_trusted_proxy_may_stand_in_the_file_and_a_wrong_one_there_is_told_as_well() throws Exception {
        Path file = Files.writeString(directory.resolve("manager.conf"), "trusted-proxy = 10.1.0.0/16,nowhere\n");
        assertThat(run("--data", directory.resolve("data").toString(), "--config", file.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'nowhere'", file.toString());
        assertThat(directory.resolve("data")).doesNotExist();
    }
}
