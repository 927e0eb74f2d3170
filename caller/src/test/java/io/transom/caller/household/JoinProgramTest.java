package io.transom.caller.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.household.PairingCode;
import io.transom.node.running.CommandSocket;
import io.transom.node.running.RunningProgram;
import io.transom.node.time.SystemEntropy;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JoinProgramTest {
    private static final String CODE = PairingCode.make(new SystemEntropy()).text();

    @TempDir
    Path data;

    private final InputStream before = System.in;
    private final StringWriter said = new StringWriter();
    private final BlockingQueue<String> codes = new LinkedBlockingQueue<>();

    @AfterEach
    void giveBack() {
        System.setIn(before);
    }

    private int join(String typed, String... args) throws Exception {
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        PrintWriter printed = new PrintWriter(said, true);
        try (CommandSocket running = CommandSocket.listen(RunningProgram.endpoint(data), (request, asker) -> {
            codes.add(request.field("code"));
            return 0;
        })) {
            assertThat(running).isNotNull();
            return HouseholdProgram.run(List.of(args), Map.of(), printed, printed);
        }
    }

    @Test
    void the_code_comes_from_standard_input_and_so_stands_in_no_list_of_processes() throws Exception {
        assertThat(join(CODE + "\n", "join", "--data", data.toString())).isZero();
        assertThat(codes).containsExactly(CODE);
    }

    @Test
    void who_accepts_that_others_see_it_may_give_it_on_the_command_line() throws Exception {
        assertThat(join("", "join", CODE, "--data", data.toString())).isZero();
        assertThat(codes).containsExactly(CODE);
    }

    @Test
    void what_is_mistyped_is_said_and_not_repeated() throws Exception {
        assertThat(join("ABCDE-FGHIJ\n", "join", "--data", data.toString())).isEqualTo(2);
        assertThat(said.toString()).contains("mistyped").doesNotContain("ABCDE");
        assertThat(join("", "join", "--data", data.toString())).isEqualTo(1);
        assertThat(said.toString()).contains("standard input ended before Code");
        assertThat(codes).isEmpty();
    }
}
