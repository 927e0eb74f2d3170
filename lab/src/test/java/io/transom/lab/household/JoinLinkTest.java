package io.transom.lab.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.lab.Programs;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link that a QR code holds, from the owner's terminal to a new intercom's program, which knows nothing else. */
@Timeout(120)
final class JoinLinkTest {
    /** A program's start on a busy machine. */
    private static final Duration START = Duration.ofSeconds(40);
    /** Whoever asked without a press would have been answered by then: it asks every 2 s. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    @Test
    void an_intercom_that_was_given_a_link_comes_in_once_somebody_presses_its_button_and_not_before() throws Exception {
        try (House house = new House(directory)) {
            assertThat(new Terminal("create", "--data", house.data("anna"), "--name", "anna").exit())
                    .isZero();
            house.app("anna");
            String code = Programs.invite(house.url(), directory.resolve("manager"), "door", Role.DEVICE);
            Terminal invite = new Terminal(
                    "invite",
                    "--data",
                    house.data("anna"),
                    "--manager",
                    house.url(),
                    "--role",
                    "device",
                    "--name",
                    "front door",
                    "--qr",
                    "on",
                    "--with-invite",
                    code);
            String link = invite.await(Terminal.LINK);

            try (Intercom nobodyPresses = new Intercom(link, "")) {
                nobodyPresses.awaitRegistered();
                Thread.sleep(LONG_ENOUGH);
                assertThat(invite.said()).doesNotContain("paired");
                assertThat(house.members("anna")).contains("anna ").doesNotContain("front door");
                assertThat(house.members("door")).doesNotContain("anna ").doesNotContain("front door");
            }
            try (Intercom pressed = new Intercom(link, "at 500ms press button; at 700ms release button")) {
                pressed.awaitRegistered();
                house.awaitMember("anna", "front door");
                house.awaitMember("door", "anna");
                assertThat(invite.exit()).as(invite.said() + pressed.said()).isZero();
                assertThat(invite.said()).contains("paired: front door");
            }
        }
    }

    /** {@code transom agent} in a process of its own. */
    private final class Intercom implements AutoCloseable {
        private final Path output;
        private final Process process;

        Intercom(String link, String script) throws IOException {
            output = Files.createTempFile(directory, "door", ".out");
            List<String> command = Programs.command(
                    Programs.AGENT,
                    "--data",
                    directory.resolve("door").toString(),
                    "--hardware",
                    "simulated",
                    "--port-mapping",
                    "off",
                    "--lan-discovery",
                    "off",
                    "--join",
                    link,
                    "--script",
                    script);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        }

        void awaitRegistered() throws IOException {
            Programs.await("registered", START, () -> said().contains("registered"), this::said);
        }

        String said() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                return e.toString();
            }
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
