package io.transom.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.world.Options;
import io.transom.simulator.world.Outcome;
import io.transom.simulator.world.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateProgramTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new SimulateProgram())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void one_seed_prints_its_options_its_timeline_its_hash_and_how_to_replay_it() {
        assertThat(run("--seed", "7")).isZero();
        assertThat(out.toString())
                .startsWith("seed 7: caller open")
                .contains("call-requested")
                .containsPattern("trace [0-9a-f]{64}")
                .contains("replay ./transom simulate --seed 7");
    }

    @Test
    void a_verbose_run_also_tells_of_every_datagram_and_has_the_same_hash() {
        run("--seed", "7");
        String brief = out.toString();
        out.getBuffer().setLength(0);
        run("--seed", "7", "--verbose");
        assertThat(out.toString()).contains("octets from").hasSizeGreaterThan(brief.length());
        assertThat(hash(out.toString())).isEqualTo(hash(brief));
    }

    private static String hash(String output) {
        return output.lines()
                .filter(line -> line.startsWith("trace "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void many_seeds_end_with_what_occurred_how_often() {
        assertThat(run("--seed", "1", "--seeds", "3")).isZero();
        assertThat(out.toString()).contains("event registered").contains("3 worlds kept every promise");
    }

    @Test
    void what_was_interrupted_goes_on_where_it_was(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("seeds.txt");
        assertThat(run("--seeds", "5..8", "--threads", "2", "--report", file.toString()))
                .isZero();
        String whole = Files.readString(file);
        assertThat(whole).startsWith("seeds 5..8\nnext 9\n").contains("failed 0\n", "  event registered\n");
        Files.writeString(file, whole.replace("next 9", "next 8"));
        out.getBuffer().setLength(0);
        assertThat(run("--seeds", "5..8", "--report", file.toString())).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains(" of 4 worlds, 0 broke a promise")))
                .as("one batch, of the one seed that was left")
                .hasSize(1);
        assertThat(layouts(Files.readString(file))).isEqualTo(5);
    }

    /** Each world has one. */
    private static long layouts(String report) {
        return report.lines()
                .filter(line -> line.contains("  layout "))
                .mapToLong(line -> Long.parseLong(line.strip().split(" ")[0]))
                .sum();
    }

    @Test
    void a_report_of_other_seeds_is_not_gone_on_with(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("seeds.txt");
        Files.writeString(file, "seeds 1..2\nnext 2\n");
        assertThat(run("--seeds", "1..3", "--report", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--report").contains("it isn't about seeds 1..3");
    }

    @Test
    void a_broken_promise_is_told_with_exactly_the_one_command_that_replays_it() {
        Outcome broken = new Outcome(Options.of(12), "00", "", Optional.of("the door sang"), new Report());
        SimulateProgram.tell(broken, new PrintWriter(out, true));
        assertThat(out.toString().lines())
                .containsExactly("FAILED, seed 12: the door sang", "trace 00", "replay ./transom simulate --seed 12");
    }

    @Test
    void wrong_use_names_the_option_and_the_remedy() {
        assertThat(run("--seeds", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--seeds is 0").contains("1 or more");
        assertThat(run("--seeds", "7..6")).isEqualTo(2);
        assertThat(run("--seeds", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("--seeds is 7..6").contains("--seeds is many");
    }
}
