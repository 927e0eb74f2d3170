package io.transom.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo passes only when each side heard the other over a direct path. */
class DemoTest {
    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Test
    void each_side_hears_the_other_and_a_page_tells_how() throws Exception {
        Demo.Outcome outcome = run(Demo.Fault.NONE);
        assertThat(outcome.good()).as(story()).isTrue();
        assertThat(outcome.heard())
                .allSatisfy(side -> assertThat(side.similarity()).isGreaterThanOrEqualTo(0.9));
        assertThat(outcome.path()).startsWith("direct");
        assertThat(Files.readString(outcome.page()))
                .contains("<svg", "each side heard the other", "path proved")
                .doesNotContain("src=", "href=");
        assertThat(Files.size(folder.resolve("heard-by-the-caller.wav"))).isGreaterThan(500_000);
    }

    @Test
    void a_door_that_says_something_else_is_not_understood() throws Exception {
        Demo.Outcome outcome = run(Demo.Fault.SWAPPED);
        assertThat(outcome.good()).as(story()).isFalse();
        assertThat(outcome.verdict()).contains("the caller did not understand");
    }

    @Test
    void wrong_media_keys_are_not_understood() throws Exception {
        Demo.Outcome outcome = run(Demo.Fault.WRONG_KEY);
        assertThat(outcome.good()).as(story()).isFalse();
        assertThat(outcome.heard()).allSatisfy(side -> assertThat(side.enough()).isFalse());
    }

    @Test
    void where_the_door_is_muted_the_program_says_so_and_exits_with_1() {
        StringWriter told = new StringWriter();
        int exit = new picocli.CommandLine(new DemoProgram())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(told))
                .execute("--folder", folder.resolve("demo").toString(), "--fault", "muted");
        assertThat(exit).isEqualTo(1);
        assertThat(told.toString()).contains("the caller did not understand");
    }

    private Demo.Outcome run(Demo.Fault fault) throws Exception {
        try (Demo demo = Demo.start(new Demo.Options(folder, 0, Optional.empty(), fault, lines::add))) {
            return demo.call();
        }
    }

    private String story() {
        return String.join("\n", lines);
    }
}
