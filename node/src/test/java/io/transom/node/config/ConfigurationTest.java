package io.transom.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

final class ConfigurationTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Program program = new Program();

    @Command(name = "sample", mixinStandardHelpOptions = true, description = "A sample.")
    static final class Program implements Callable<Integer> {
        @Option(names = "--http-port", defaultValue = "80")
        int httpPort;

        @Option(names = "--for", defaultValue = "10s")
        Duration length = Duration.ZERO;

        @Option(names = "--udp-ports", defaultValue = "0,0", converter = Ports.Converter.class)
        Ports ports = new Ports(List.of());

        @Option(names = "--hands-free")
        boolean handsFree;

        @Option(names = "--invite")
        String invite = "";

        @Option(names = "--role")
        Role role = Role.DEVICE;

        @Option(names = "--config")
        String config = "";

        @Parameters(arity = "0..1")
        String name = "";

        @Override
        public Integer call() {
            if (invite.equals("spent")) {
                throw WrongValue.of("invite", invite, "Ask for a new one.");
            }
            if (invite.equals("none")) {
                throw WrongValue.missing("NAME", "Say which.");
            }
            return 0;
        }
    }

    @Command(name = "needy")
    static final class Needy implements Callable<Integer> {
        @Option(names = "--data", required = true, paramLabel = "DIR")
        String data = "";

        @Override
        public Integer call() {
            return 0;
        }
    }

    private int run(Map<String, String> environment, String... args) {
        return Configuration.run(
                program, Arrays.asList(args), environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private String file(String text) throws Exception {
        return Files.writeString(directory.resolve("transom.conf"), text).toString();
    }

    @Test
    void what_nobody_says_is_the_default() {
        assertThat(run(Map.of())).isZero();
        assertThat(program.httpPort).isEqualTo(80);
        assertThat(program.ports.numbers()).containsExactly(0, 0);
    }

    @Test
    void a_flag_is_stronger_than_the_file_and_the_environment_is_stronger_than_both() throws Exception {
        String config = file("# where to listen\nhttp-port = 1\nfor=3s\nudp-ports = 5,6\n");
        assertThat(run(Map.of("TRANSOM_HTTP_PORT", "3"), "--config", config, "--http-port", "2", "--for", "4s", "door"))
                .isZero();
        assertThat(program.httpPort).isEqualTo(3);
        assertThat(program.length).isEqualTo(Duration.ofSeconds(4));
        assertThat(program.ports.numbers()).containsExactly(5, 6);
        assertThat(program.name).isEqualTo("door");
    }

    @Test
    void the_environment_can_name_the_file_and_turn_a_flag_on() throws Exception {
        String config = file("http-port=7\n");
        assertThat(run(Map.of("TRANSOM_CONFIG", config, "TRANSOM_HANDS_FREE", "true")))
                .isZero();
        assertThat(program.httpPort).isEqualTo(7);
        assertThat(program.handsFree).isTrue();
    }

    @Test
    void a_wrong_flag_names_key_value_and_remedy() {
        assertThat(run(Map.of(), "--for", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("--for", "'soon'", "10s");
    }

    @Test
    void a_wrong_number_in_the_environment_names_the_variable() {
        assertThat(run(Map.of("TRANSOM_HTTP_PORT", "eighty"))).isEqualTo(2);
        assertThat(err.toString()).contains("TRANSOM_HTTP_PORT", "'eighty'", "whole number, such as 80");
    }

    @Test
    void a_wrong_value_in_the_file_names_the_key_and_the_file() throws Exception {
        String config = file("# ours\nudp-ports = 1,x\n");
        assertThat(run(Map.of(), "--config", config)).isEqualTo(2);
        assertThat(err.toString()).contains("key udp-ports in line 2 of " + config, "'1,x'", "0 to 65535");
    }

    @Test
    void a_wrong_flag_is_not_blamed_on_the_file_that_it_overrides() throws Exception {
        assertThat(run(Map.of(), "--config", file("http-port = 1\n"), "--http-port", "x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("option --http-port is 'x'").doesNotContain("transom.conf");
    }

    @Test
    void a_wrong_choice_gets_the_choices() {
        assertThat(run(Map.of(), "--role", "boss")).isEqualTo(2);
        assertThat(err.toString()).contains("option --role is 'boss'.", "Give one of: device, caller.");
    }

    @Test
    void an_option_that_is_needed_and_missing_gets_the_three_places_for_it() {
        assertThat(Configuration.run(
                        new Needy(), List.of(), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true)))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("option --data is missing.", "Give --data DIR, put it into the file of --config")
                .contains("or set TRANSOM_DATA.");
    }

    @Test
    void what_the_program_itself_misses_is_said_to_be_missing() {
        assertThat(run(Map.of(), "--invite", "none")).isEqualTo(2);
        assertThat(err.toString()).contains("NAME is missing.", "Say which.");
    }

    @Test
    void an_unknown_key_in_the_file_gets_the_nearest_known_one() throws Exception {
        String config = file("htp-port = 1\n");
        assertThat(run(Map.of(), "--config", config)).isEqualTo(2);
        assertThat(err.toString()).contains("key htp-port in line 1 of " + config, "did you mean http-port?");
    }

    @Test
    void a_misspelled_variable_is_refused_and_another_programs_is_not() {
        assertThat(run(Map.of("TRANSOM_DATABASE_URL", "x"))).isZero();
        assertThat(run(Map.of("TRANSOM_HTTP_PRT", "1"))).isEqualTo(2);
        assertThat(err.toString()).contains("TRANSOM_HTTP_PRT", "did you mean http-port?");
    }

    @Test
    void a_file_that_is_not_there_or_is_no_list_of_keys_is_explained() throws Exception {
        assertThat(run(Map.of(), "--config", directory.resolve("no").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--config", "no such file");
        assertThat(run(Map.of(), "--config", file("just words\n"))).isEqualTo(2);
        assertThat(err.toString()).contains("line 1", "key = value");
    }

    @Test
    void an_unknown_flag_is_wrong_use() {
        assertThat(run(Map.of(), "--http-prt", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--http-prt", "--http-port");
    }

    @Test
    void an_invite_code_is_never_repeated() {
        assertThat(run(Map.of(), "--invite", "spent")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--invite", "5 characters", "Ask for a new one")
                .doesNotContain("spent");
    }

    @Test
    void a_code_under_a_misspelt_name_is_never_repeated() throws Exception {
        String code = "ABCDE-FGHIJ-KLMNO";
        assertThat(run(Map.of(), "--config", file("invte = " + code + "\n"))).isEqualTo(2);
        assertThat(run(Map.of(), "--config", file("invite " + code + "\n"))).isEqualTo(2);
        assertThat(run(Map.of(), "--config", file("invte = " + code + "\ninvte = " + code + "\n")))
                .isEqualTo(2);
        assertThat(run(Map.of("TRANSOM_INVTE", code))).isEqualTo(2);
        assertThat(run(Map.of(), "--invte", code)).isEqualTo(2);
        assertThat(run(Map.of(), "--invte=" + code)).isEqualTo(2);
        assertThat(run(Map.of(), "door", code)).isEqualTo(2);
        assertThat(err.toString())
                .contains("key invte in line 1", "TRANSOM_INVTE can't be used", "no option --invte", "--invite?")
                .contains("an argument too many")
                .doesNotContain("ABCDE");
    }

    @Test
    void help_is_printed_and_the_program_does_not_run() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("A sample.", "--http-port");
    }
}
