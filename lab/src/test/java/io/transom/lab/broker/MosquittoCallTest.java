package io.transom.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.device.Device;
import io.transom.lab.Newcomer;
import io.transom.lab.Programs;
import io.transom.lab.demo.Demo;
import io.transom.lab.matrix.HummingRoom;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointSettings;
import io.transom.node.running.Started;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.wire.Role;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole call once more with a real Eclipse Mosquitto behind the manager, and without it from the middle on. */
class MosquittoCallTest {
    /** The core tries again after 200 ms, and then less and less often; on a busy machine all takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private Mosquitto mosquitto;

    @BeforeEach
    void start() throws Exception {
        Optional<Mosquitto> started = Mosquitto.start(folder);
        if (started.isEmpty()) {
            String why = "neither a Docker engine nor a mosquitto program is here (apt-get install mosquitto)";
            System.err.println("SKIPPED LOUDLY: the call with a real Mosquitto is not tested: " + why);
            Assumptions.abort(why);
        }
        mosquitto = started.orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Test
    void a_call_through_a_real_mosquitto_is_the_same_call() throws Exception {
        Demo.Outcome outcome = call(line -> {});
        assertThat(outcome.good())
                .as(mosquitto.where() + "\n" + String.join("\n", lines))
                .isTrue();
    }

    /** MQTT 3.1.1 section 3.2.2.3: return code 5, not authorized. */
    @Test
    void without_the_managers_password_mosquitto_admits_nobody() throws Exception {
        byte[] connect = HexFormat.of().parseHex("100d00044d5154540402003c000178");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), mosquitto.port())) {
            socket.getOutputStream().write(connect);
            assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 5);
        }
    }

    @Test
    void sound_goes_on_when_the_broker_dies_in_the_call() throws Exception {
        Demo.Outcome outcome = call(line -> {
            if (line.contains("caller   talking")) {
                mosquitto.kill();
            }
        });
        assertThat(outcome.good())
                .as(mosquitto.where() + "\n" + String.join("\n", lines))
                .isTrue();
    }

    @Test
    @Timeout(120)
    void who_was_cut_off_by_a_dead_broker_comes_back_with_it_and_the_next_call_succeeds() throws Exception {
        try (Started started = new Started()) {
            Manager manager = started.keep(Manager.start(
                    Settings.in(folder.resolve("manager")).withBroker(mosquitto.broker()), new SystemEntropy()));
            assertThat(manager.awaitHealthy(PATIENCE)).isTrue();
            ManagerUrl url = ManagerUrl.parse("ws://127.0.0.1:" + manager.httpPort() + "/mqtt");
            SimulatedPi pi = new SimulatedPi(PinScript.empty(), new HummingRoom());
            started.keep(
                    Agent.start(new Agent.Settings(endpoint(url, "door", Role.DEVICE), true, Device.RING_LENGTH), pi));
            pi.start();
            CallerApp phone = started.keep(CallerApp.start(endpoint(url, "phone", Role.CALLER), new HummingRoom()));
            await("door registered", 1);
            await("phone registered", 1);

            CompletableFuture<CallerApp.Ended> call = phone.call("door");
            await("phone first-sound", 1);
            mosquitto.kill();
            await("door disconnected", 1);
            await("phone disconnected", 1);
            assertThat(call).as(this::story).isNotDone();
            phone.hangUp();
            assertThat(call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).soundWasHeard())
                    .isTrue();

            mosquitto.startAgain();
            await("door registered", 2);
            await("phone registered", 2);
            CompletableFuture<CallerApp.Ended> next = phone.call("door");
            await("phone first-sound", 2);
            phone.hangUp();
            assertThat(next.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).soundWasHeard())
                    .isTrue();
        }
    }

    private EndpointSettings endpoint(ManagerUrl url, String name, Role role) throws Exception {
        EventFile events = EventFile.unwritten();
        events.listen(stamped -> lines.add(name + " " + stamped.event().name().text()));
        return Newcomer.invited(folder, url, name, role, NettyUdp::bind, events);
    }

    private void await(String line, long times) throws Exception {
        Programs.await(
                "'" + line + "' for the " + times + ". time",
                PATIENCE,
                () -> lines.stream().filter(line::equals).count() >= times,
                this::story);
    }

    private String story() {
        return mosquitto.where() + "\n" + String.join("\n", lines);
    }

    private Demo.Outcome call(java.util.function.Consumer<String> watcher) throws Exception {
        Demo.Options options =
                new Demo.Options(folder.resolve("demo"), 0, Optional.of(mosquitto.broker()), Demo.Fault.NONE, line -> {
                    lines.add(line);
                    watcher.accept(line);
                });
        try (Demo demo = Demo.start(options)) {
            return demo.call();
        }
    }
}
