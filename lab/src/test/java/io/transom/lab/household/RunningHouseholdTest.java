package io.transom.lab.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.caller.CallerApp;
import io.transom.node.running.Request;
import io.transom.node.running.RunningProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The household's commands reach an intercom and apps that are running, over their sockets: nothing is restarted. */
@Timeout(90)
final class RunningHouseholdTest {
    @TempDir
    Path directory;

    @Test
    void an_intercom_and_an_app_that_run_are_paired_and_revoked_without_a_restart() throws Exception {
        try (House house = new House(directory)) {
            assertThat(new Terminal("create", "--data", house.data("anna"), "--name", "anna").exit())
                    .isZero();
            house.app("anna");
            CallerApp ben = house.app("ben");
            House.Door door = house.door("door", house.silence());
            house.pairDoor("anna", "door", door);
            house.pairApp("anna", "ben");
            house.awaitMember("door", "ben");
            assertThat(status("door")).contains("intercom", "front door", "connected", "3 members");
            CompletableFuture<CallerApp.Ended> call = ben.call("front door");
            ben.talking().get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);

            Terminal revoke = new Terminal("revoke", "ben", "--data", house.data("anna"));
            assertThat(revoke.exit()).as(revoke.said()).isZero();
            assertThat(call.get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS).reason())
                    .as(house.story())
                    .isNotEmpty();
        }
    }

    @Test
    void what_the_intercom_has_let_happen_is_read_at_the_owners_app_and_cant_be_taken_back() throws Exception {
        try (House house = new House(directory)) {
            String anna = house.data("anna");
            assertThat(new Terminal("create", "--data", anna, "--name", "anna").exit())
                    .isZero();
            house.app("anna");
            CallerApp ben = house.app("ben");
            House.Door door = house.door("door", house.silence());
            house.pairDoor("anna", "door", door);
            house.pairApp("anna", "ben");
            house.awaitMember("door", "ben");
            CompletableFuture<CallerApp.Ended> call = ben.call("front door");
            ben.talking().get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            ben.hangUp();
            call.get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);

            Terminal read = new Terminal("audit", "front door", "--data", anna);
            assertThat(read.exit()).as(read.said()).isZero();
            assertThat(read.said()).contains("MICROPHONE OPEN for ben", "None was altered or taken out");
            Terminal own = new Terminal("audit", "--data", house.data("door"));
            assertThat(own.exit()).as(own.said()).isZero();
            assertThat(own.said()).contains("MICROPHONE OPEN for ben");
            Terminal refused = new Terminal("audit", "front door", "--data", house.data("ben"));
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.said())
                    .contains("only who may manage the household", "was read here yet")
                    .doesNotContain("for ben", "MICROPHONE");

            door.agent().close();
            Terminal away = new Terminal("audit", "front door", "--data", anna);
            assertThat(away.exit()).as(away.said()).isEqualTo(3);
            assertThat(away.said()).contains("doesn't answer now", "MICROPHONE OPEN for ben");

            Path log = directory.resolve("door").resolve("audit.log");
            List<String> lines = Files.readAllLines(log);
            Files.write(log, lines.subList(0, 3));
            house.door("door", house.silence());
            Terminal cut = new Terminal("audit", "front door", "--data", anna);
            assertThat(cut.exit()).as(cut.said()).isEqualTo(1);
            assertThat(cut.said()).contains("CUT OR ALTERED", "MICROPHONE OPEN for ben");
            Terminal annas = new Terminal("audit", "--data", anna);
            assertThat(annas.exit()).as(annas.said()).isZero();
            assertThat(annas.said()).contains("ANOTHER LOG WAS CUT OR ALTERED", "front door");
        }
    }

    private String status(String endpoint) throws Exception {
        StringBuilder told = new StringBuilder();
        assertThat(RunningProgram.ask(
                        RunningProgram.endpoint(directory.resolve(endpoint)),
                        Request.of("status"),
                        told::append,
                        told::append))
                .hasValue(0);
        return told.toString();
    }

    @Test
    void wrong_uses_are_told_in_words() throws Exception {
        try (House house = new House(directory)) {
            String anna = house.data("anna");
            assertThat(new Terminal("create", "--data", anna, "--name", "anna").exit())
                    .isZero();
            house.app("anna");
            house.app("ben");
            says("there is no member called 'zoe'", "revoke", "zoe", "--data", anna);
            says("belongs to no household", "invite", "--data", house.data("ben"), "--name", "zoe");
            says("another transom uses", "create", "--data", anna, "--name", "anna");
            says("--manager is missing", "revoke", "zoe", "--data", house.data("nobody"));

            Terminal first = new Terminal("invite", "--data", anna, "--name", "zoe");
            first.await(Terminal.CODE);
            Terminal second = new Terminal("invite", "--data", anna, "--name", "zoe");
            assertThat(first.exit()).isEqualTo(1);
            assertThat(first.said()).contains("another code was made meanwhile");
            assertThat(new Terminal("join", second.await(Terminal.CODE), "--data", house.data("ben")).exit())
                    .isZero();
        }
    }

    private static void says(String words, String... command) throws Exception {
        Terminal terminal = new Terminal(command);
        assertThat(terminal.exit()).as(terminal.said()).isEqualTo(2);
        assertThat(terminal.said()).contains(words);
    }
}
