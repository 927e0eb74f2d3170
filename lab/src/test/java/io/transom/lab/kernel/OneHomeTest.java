package io.transom.lab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.household.Issuing;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.lab.Programs;
import io.transom.lab.kernel.OneHome.Machine;
import io.transom.media.measure.Listening;
import io.transom.media.wav.WavFile;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.MachineClock;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Entropy;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs as separate processes on one home's link, with real multicast, and the manager killed. */
class OneHomeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String URL = "ws://" + Machine.MANAGER.ip() + ":80/mqtt";

    @TempDir
    Path folder;

    @BeforeAll
    static void there_is_a_kernel_to_build_a_home_in() {
        KernelLab.obstacle().ifPresent(why -> {
            System.err.println("SKIPPED LOUDLY: calls without the manager are not tested in a real home: " + why);
            Assumptions.abort(why);
        });
    }

    @Test
    void without_the_manager_an_intercom_and_a_phone_that_both_started_anew_ring_call_and_talk() throws Exception {
        try (OneHome home = OneHome.open()) {
            Process manager = manager(home);
            Process first =
                    door(home, "first", "--hands-free", "--drop-in", "allow", "--invite", invite("door", Role.DEVICE));
            Programs.await("the door", PATIENCE, () -> has("first-events", "\"registered\""), () -> log("first"));
            talked(
                    phone(home, "met", "door", "--for", "2s", "--invite", invite("phone", Role.CALLER)),
                    "met",
                    "direct");

            manager.destroyForcibly().waitFor();
            talked(phone(home, "away", "door", "--for", "2s"), "away", "lan");
            first.destroyForcibly().waitFor();

            Process again =
                    door(home, "again", "--script", "at 1s press button; at 3s press talk; at 90s release talk");
            talked(phone(home, "ring", "--wait-for-ring", "30s", "--for", "12s"), "ring", "lan");
            talked(phone(home, "call", "door", "--for", "2s"), "call", "lan");
            again.destroy();
            assertThat(again.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(heard("visitor", "ring")).isGreaterThanOrEqualTo(0.9);
            assertThat(heard("resident", "again")).isGreaterThanOrEqualTo(0.9);
        }
    }

    @Test
    void two_who_are_paired_but_were_never_there_at_the_same_time_talk_without_the_manager() throws Exception {
        try (OneHome home = OneHome.open()) {
            Process manager = manager(home);
            joins(door(home, "door-joins", "--invite", invite("door", Role.DEVICE)), "door");
            joins(
                    phone(home, "phone-joins", "--wait-for-ring", "60s", "--invite", invite("phone", Role.CALLER)),
                    "phone");
            manager.destroyForcibly().waitFor();
            pair();

            Process door = door(home, "first", "--hands-free");
            talked(phone(home, "never-met", "door", "--for", "2s"), "never-met", "lan");
            door.destroy();
            assertThat(log("first-events") + log("never-met-events"))
                    .contains("found-at-home")
                    .doesNotContain("\"registered\"");
        }
    }

    private Process manager(OneHome home) throws IOException {
        Process manager = home.start(
                Machine.MANAGER,
                folder.resolve("manager"),
                Programs.command(
                        Programs.MANAGER, "--http-port", "80", "--udp-port", "3478", "--data", path("manager-data")));
        Programs.awaitLine(folder.resolve("manager"), "ready", PATIENCE);
        return manager;
    }

    /** Until it is let in, and no longer. */
    private void joins(Process program, String who) throws Exception {
        Programs.await(
                who + " joins",
                PATIENCE,
                () -> has(who + "-joins-events", "\"registered\"")
                        && Files.exists(folder.resolve(who + "-data").resolve("manager.id")),
                () -> log(who + "-joins"));
        program.destroy();
        assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** The household's key signs both, and both are given what it has signed: by a third one whom each has met. */
    private void pair() throws IOException {
        Entropy entropy = new SystemEntropy();
        RootKey root = RootKey.generate(entropy);
        try (KeyStore door = KeyStore.open(folder.resolve("door-data"), entropy);
                KeyStore phone = KeyStore.open(folder.resolve("phone-data"), entropy)) {
            assertThat(door.pins()).isEmpty();
            assertThat(phone.pins()).isEmpty();
            StatementSet records = StatementSet.empty(root.publicKey());
            records = admit(records, root, door, "door", Role.DEVICE);
            records = admit(records, root, phone, "phone", Role.CALLER);
            door.keepHousehold(records);
            phone.keepHousehold(records);
        }
    }

    private static StatementSet admit(StatementSet records, RootKey root, KeyStore whose, String name, Role role) {
        Issuing.Terms terms = Issuing.Terms.always(name, role, EnumSet.of(Right.CALL, Right.DROP_IN, Right.TALK));
        Issuing.Outcome signed = new Issuing(records, new Issuing.Authority.Root(root))
                .admit(whose.identity().publicIdentity(), terms, MachineClock.seconds());
        return records.add(List.of(((Issuing.Outcome.Signed) signed).statement()))
                .set();
    }

    /** Where the manager is in the same home, the addresses that it attests are those on the link. */
    private void talked(Process call, String who, String path) throws Exception {
        assertThat(call.waitFor(60, TimeUnit.SECONDS)).as(log(who)).isTrue();
        assertThat(call.exitValue()).as(log(who) + log("first") + log("again")).isZero();
        assertThat(log(who + "-events")).contains("\"path-proved\"").contains("\"path\":\"" + path + "\"");
    }

    private Process door(OneHome home, String log, String... more) throws IOException {
        return home.start(
                Machine.DOOR,
                folder.resolve(log),
                endpoint(Programs.AGENT, "door", "visitor", log, List.of("--hardware", "simulated"), more));
    }

    private Process phone(OneHome home, String log, String... more) throws IOException {
        return home.start(
                Machine.PHONE, folder.resolve(log), endpoint(Programs.CALL, "phone", "resident", log, List.of(), more));
    }

    private List<String> endpoint(
            String program, String data, String says, String log, List<String> first, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(first);
        arguments.addAll(List.of(
                "--manager",
                URL,
                "--data",
                path(data + "-data"),
                "--mic",
                Programs.speech(says, folder).toString(),
                "--speaker",
                path(log + ".wav"),
                "--events",
                path(log + "-events")));
        return Programs.command(program, arguments.toArray(String[]::new));
    }

    private String invite(String name, Role role) throws IOException {
        return Programs.invite(URL, folder.resolve("manager-data"), name, role);
    }

    private double heard(String said, String recording) throws Exception {
        short[] sentence = WavFile.read(Files.readAllBytes(folder.resolve(said + ".wav")), said);
        short[] recorded = WavFile.read(Files.readAllBytes(folder.resolve(recording + ".wav")), recording);
        return Listening.of(sentence, recorded).similarity();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private boolean has(String file, String text) {
        return log(file).contains(text);
    }

    private String log(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
