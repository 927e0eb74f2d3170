package io.transom.lab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.lab.Programs;
import io.transom.lab.kernel.Capture.Datagram;
import io.transom.lab.kernel.KernelLab.Host;
import io.transom.media.measure.Listening;
import io.transom.media.wav.WavFile;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs as separate processes, each home behind a real kernel router of its own. */
class KernelRoutersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String URL = "ws://" + KernelLab.MANAGER_IP + ":80/mqtt";

    @TempDir
    Path folder;

    @BeforeAll
    static void there_is_a_kernel_to_build_homes_in() {
        KernelLab.obstacle().ifPresent(why -> {
            System.err.println("SKIPPED LOUDLY: the kernel routers are not tested: " + why);
            Assumptions.abort(why);
        });
    }

    @Test
    void a_visitor_and_a_resident_talk_through_both_firewalls() throws Exception {
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE, KernelRouter.MASQUERADE)) {
            Path capture = folder.resolve("wan.pcap");
            Process tcpdump = lab.start(
                    Host.ROUTER_A,
                    folder.resolve("tcpdump.log"),
                    List.of("tcpdump", "-i", "wan", "-U", "-w", capture.toString(), "udp"));
            manager(lab);
            agent(lab, "at 2s press button; at 5s press talk; at 25s release talk");
            Process call = call(lab, "--wait-for-ring", "30s", "--for", "14s");
            assertThat(call.waitFor(60, TimeUnit.SECONDS)).as(log("call")).isTrue();
            assertThat(call.exitValue()).as(log("call") + log("agent")).isZero();

            assertThat(heard("visitor", "caller-heard")).isGreaterThanOrEqualTo(0.9);
            assertThat(heard("resident", "door-heard")).isGreaterThanOrEqualTo(0.9);
            assertThat(log("call-events"))
                    .contains("\"path-proved\"")
                    .contains("\"path\":\"direct\"")
                    .contains(KernelLab.DEVICE_HOME_IP);
            tcpdump.destroy();
            tcpdump.waitFor(5, TimeUnit.SECONDS);
            everything_went_directly_and_null_packets_are_plain_to_see(Capture.read(capture));
        }
    }

    @Test
    void a_door_whose_agent_is_killed_is_missed_within_three_seconds() throws Exception {
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE, KernelRouter.MASQUERADE)) {
            manager(lab);
            Process agent = agent(lab, "at 3600s press button", "--hands-free", "--drop-in", "allow");
            Process call = call(lab, "--for", "40s");
            Programs.await("talking", PATIENCE, () -> has("call-events", "\"first-sound\""), () -> log("call"));
            agent.destroyForcibly();
            long killed = System.nanoTime();
            Programs.await(
                    "the end of the call",
                    Duration.ofSeconds(6),
                    () -> has("call-events", "\"call-ended\""),
                    () -> log("call"));
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(3));
            assertThat(call.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void sound_goes_on_when_the_manager_dies_in_the_call() throws Exception {
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE, KernelRouter.MASQUERADE)) {
            Process manager = manager(lab);
            agent(lab, "at 2s press button; at 6s press talk; at 25s release talk");
            Process call = call(lab, "--wait-for-ring", "30s", "--for", "14s");
            Programs.await("talking", PATIENCE, () -> has("call-events", "\"path-proved\""), () -> log("call"));
            manager.destroyForcibly();
            assertThat(call.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(call.exitValue()).as(log("call")).isZero();
            assertThat(heard("visitor", "caller-heard")).isGreaterThanOrEqualTo(0.9);
        }
    }

    /** Without looking at its own addresses it would wait 12 s for a manager that can't answer any more. */
    @Test
    void a_door_that_comes_to_another_address_is_registered_there_within_seconds() throws Exception {
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE, KernelRouter.MASQUERADE)) {
            manager(lab);
            agent(lab, "at 3600s press button");
            lab.run(Host.DEVICE, "ip", "addr", "del", "192.168.1.2/24", "dev", "eth0");
            lab.run(Host.DEVICE, "ip", "addr", "add", "192.168.1.77/24", "dev", "eth0");
            lab.run(Host.DEVICE, "ip", "route", "add", "default", "via", "192.168.1.1");
            long moved = System.nanoTime();
            Programs.await(
                    "a registration from there",
                    Duration.ofSeconds(8),
                    () -> log("agent-events").split("\"registered\"", -1).length == 3,
                    () -> log("agent-events") + log("agent"));
            assertThat(Duration.ofNanos(System.nanoTime() - moved)).isLessThan(Duration.ofSeconds(6));
            assertThat(log("agent-events")).contains("the network has changed");
        }
    }

    private static void everything_went_directly_and_null_packets_are_plain_to_see(List<Datagram> seen) {
        List<Datagram> media = seen.stream().filter(Datagram::isMedia).toList();
        assertThat(media)
                .hasSizeGreaterThan(200)
                .allSatisfy(datagram -> assertThat(List.of(datagram.from(), datagram.to()))
                        .containsExactlyInAnyOrder(KernelLab.DEVICE_HOME_IP, KernelLab.CALLER_HOME_IP));
        List<Datagram> nullPackets = seen.stream()
                .filter(Datagram::isStunRequest)
                .filter(datagram -> datagram.username().isPresent())
                // What goes to the manager are questions to its reflector, under a user name of the login.
                .filter(datagram -> !datagram.to().equals(KernelLab.MANAGER_IP))
                .toList();
        assertThat(nullPackets).extracting(Datagram::from).contains(KernelLab.DEVICE_HOME_IP, KernelLab.CALLER_HOME_IP);
        assertThat(nullPackets).allSatisfy(datagram -> {
            assertThat(datagram.username().orElseThrow()).matches("[a-z2-7]{16}:[a-z2-7]{16}");
            assertThat(datagram.attribute(0x0008))
                    .as("MESSAGE-INTEGRITY")
                    .hasValueSatisfying(it -> assertThat(it).hasSize(20));
            assertThat(datagram.attribute(0x8028))
                    .as("FINGERPRINT")
                    .hasValueSatisfying(it -> assertThat(it).hasSize(4));
            assertThat(datagram.payload().length).isLessThanOrEqualTo(1_200);
        });
    }

    private Process manager(KernelLab lab) throws IOException {
        Process manager = lab.start(
                Host.MANAGER,
                folder.resolve("manager"),
                Programs.command(
                        Programs.MANAGER, "--http-port", "80", "--udp-port", "3478", "--data", path("manager-data")));
        Programs.awaitLine(folder.resolve("manager"), "ready", PATIENCE);
        return manager;
    }

    private Process agent(KernelLab lab, String script, String... more) throws IOException {
        String code = Programs.invite(URL, folder.resolve("manager-data"), "door", Role.DEVICE);
        Process agent = lab.start(
                Host.DEVICE,
                folder.resolve("agent"),
                command(
                        Programs.command(
                                Programs.AGENT,
                                "--manager",
                                URL,
                                "--data",
                                path("agent-data"),
                                "--invite",
                                code,
                                "--hardware",
                                "simulated",
                                "--mic",
                                Programs.speech("visitor", folder).toString(),
                                "--speaker",
                                path("door-heard.wav"),
                                "--events",
                                path("agent-events"),
                                "--script",
                                script),
                        more));
        Programs.await(
                "the door's registration", PATIENCE, () -> has("agent-events", "\"registered\""), () -> log("agent"));
        return agent;
    }

    private Process call(KernelLab lab, String... more) throws IOException {
        String code = Programs.invite(URL, folder.resolve("manager-data"), "phone", Role.CALLER);
        return lab.start(
                Host.CALLER,
                folder.resolve("call"),
                command(
                        Programs.command(
                                Programs.CALL,
                                "door",
                                "--manager",
                                URL,
                                "--data",
                                path("call-data"),
                                "--invite",
                                code,
                                "--mic",
                                Programs.speech("resident", folder).toString(),
                                "--speaker",
                                path("caller-heard.wav"),
                                "--events",
                                path("call-events")),
                        more));
    }

    private static List<String> command(List<String> first, String... more) {
        List<String> all = new java.util.ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
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
