package io.transom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.caller.household.HouseholdProgram;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.device.Device;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointSettings;
import io.transom.node.running.Request;
import io.transom.node.running.RunningProgram;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.wire.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The household's commands reach an intercom and an app that are running, over their sockets: nothing is restarted. */
@Timeout(90)
final class RunningHouseholdTest {
    private static final Pattern CODE = Pattern.compile("([a-z2-7]{5}-){3}[a-z2-7]{5}");
    private static final Pattern LINK = Pattern.compile("transom:join\\S+(?=\n)");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private Manager manager;

    /** One command in a terminal of its own. */
    private static final class Terminal {
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final CompletableFuture<Integer> exit;

        Terminal(String... args) {
            this.exit = CompletableFuture.supplyAsync(
                    () -> HouseholdProgram.run(
                            List.of(args), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true)),
                    command -> Thread.ofPlatform().daemon().start(command));
        }

        int exit() throws Exception {
            return exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        String awaitCode() throws Exception {
            return await(CODE);
        }

        String await(Pattern text) throws Exception {
            Programs.await("a code", PATIENCE, () -> text.matcher(said()).find(), this::said);
            Matcher matcher = text.matcher(said());
            assertThat(matcher.find()).isTrue();
            return matcher.group();
        }

        String said() {
            return out + "\n" + err;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        started.push(part);
        return part;
    }

    @BeforeEach
    void start() throws Exception {
        manager = keep(Manager.start(Settings.in(directory.resolve("manager")), new SystemEntropy()));
        assertThat(manager.awaitHealthy(PATIENCE)).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private EndpointSettings endpoint(String name, Role role) throws Exception {
        return new EndpointSettings(
                ManagerUrl.parse("ws://127.0.0.1:" + manager.httpPort() + "/mqtt"),
                directory.resolve(name),
                Optional.of(InviteProgram.invite(
                        directory.resolve("manager"), name, role, "home", Duration.ofHours(1), new SystemEntropy())),
                NettyUdp::bind,
                List.of(0, 0),
                EventFile.unwritten());
    }

    private WavSoundCard silence() throws Exception {
        return keep(WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system()));
    }

    private String data(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void an_intercom_and_an_app_that_run_are_paired_and_revoked_without_a_restart() throws Exception {
        assertThat(new Terminal("create", "--data", data("anna"), "--name", "anna").exit())
                .isZero();
        keep(CallerApp.start(endpoint("anna", Role.CALLER), silence()));
        CallerApp ben = keep(CallerApp.start(endpoint("ben", Role.CALLER), silence()));
        SimulatedPi pi = new SimulatedPi(PinScript.empty(), silence());
        Agent agent =
                keep(Agent.start(new Agent.Settings(endpoint("door", Role.DEVICE), true, Device.RING_LENGTH), pi));
        pi.start();
        agent.registered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        Terminal invite = new Terminal("invite", "--data", data("anna"), "--role", "device", "--name", "front door");
        Terminal join = new Terminal("join", invite.awaitCode(), "--data", data("door"));
        Programs.await("the advice", PATIENCE, () -> join.said().contains("press the intercom's button"), join::said);
        pi.press(Line.BUTTON);
        pi.release(Line.BUTTON);
        assertThat(join.exit()).as(join.said()).isZero();
        assertThat(invite.exit()).as(invite.said()).isZero();
        assertThat(invite.said()).contains("paired: front door");

        Terminal forBen = new Terminal("invite", "--data", data("anna"), "--name", "ben", "--qr", "on");
        assertThat(new Terminal("join", forBen.await(LINK), "--data", data("ben")).exit())
                .isZero();
        assertThat(forBen.exit()).isZero();
        awaitMembers("door", "ben");
        assertThat(status("door")).contains("intercom", "front door", "connected", "3 members");
        CompletableFuture<CallerApp.Ended> call = ben.call("front door");
        ben.talking().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        Terminal revoke = new Terminal("revoke", "ben", "--data", data("anna"));
        assertThat(revoke.exit()).as(revoke.said()).isZero();
        assertThat(call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).reason()).isNotEmpty();
        assertThat(ben.call("front door")
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .soundWasHeard())
                .isFalse();
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

    /** What the running program has on its disk. */
    private void awaitMembers(String endpoint, String name) throws Exception {
        Programs.await(
                name + " at " + endpoint,
                PATIENCE,
                () -> {
                    Terminal members = new Terminal("members", "--data", data(endpoint));
                    return members.exit.join() == 0 && members.said().contains(name);
                },
                () -> "");
    }

    @Test
    void wrong_uses_are_told_in_words() throws Exception {
        assertThat(new Terminal("create", "--data", data("anna"), "--name", "anna").exit())
                .isZero();
        keep(CallerApp.start(endpoint("anna", Role.CALLER), silence()));
        keep(CallerApp.start(endpoint("ben", Role.CALLER), silence()));

        Terminal nobody = new Terminal("revoke", "zoe", "--data", data("anna"));
        assertThat(nobody.exit()).isEqualTo(2);
        assertThat(nobody.said()).contains("there is no member called 'zoe'");
        Terminal homeless = new Terminal("invite", "--data", data("ben"), "--name", "zoe");
        assertThat(homeless.exit()).isEqualTo(2);
        assertThat(homeless.said()).contains("belongs to no household");
        Terminal again = new Terminal("create", "--data", data("anna"), "--name", "anna");
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.said()).contains("another transom uses");
        Terminal alone = new Terminal("revoke", "zoe", "--data", data("nobody"));
        assertThat(alone.exit()).isEqualTo(2);
        assertThat(alone.said()).contains("--manager is missing");

        Terminal first = new Terminal("invite", "--data", data("anna"), "--name", "zoe");
        first.awaitCode();
        Terminal second = new Terminal("invite", "--data", data("anna"), "--name", "zoe");
        assertThat(first.exit()).isEqualTo(1);
        assertThat(first.said()).contains("another code was made meanwhile");
        assertThat(new Terminal("join", second.awaitCode(), "--data", data("ben")).exit())
                .isZero();
    }
}
