package io.transom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.bench.hot.HotPaths;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchProgramTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void without_a_name_it_lists_everything_that_can_be_named() {
        assertThat(run()).isZero();
        assertThat(out.toString().lines().map(line -> line.strip().split(" ")[0]))
                .containsExactlyElementsOf(BenchProgram.names());
        assertThat(BenchProgram.names()).contains("hot", "call").containsAll(HotPaths.names());
    }

    @Test
    void an_unknown_name_is_wrong_use_and_told_with_the_names_there_are() {
        assertThat(run("speed")).isEqualTo(2);
        assertThat(err.toString())
                .contains("NAME is 'speed'")
                .contains("hot, stun, seal, srtp, opus, jitter, call, setup, change, relay, reflector, attack");
    }

    @Test
    void a_leg_without_its_unit_is_told_with_the_remedy() {
        assertThat(run("call", "--leg", "20")).isEqualTo(2);
        assertThat(err.toString()).contains("--leg is '20'").contains("10s");
    }

    private int run(String... args) {
        return new CommandLine(new BenchProgram())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
