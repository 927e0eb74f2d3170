package io.transom.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.lab.demo.Demo;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole call once more with a real Eclipse Mosquitto behind the manager, and without it from the middle on. */
class MosquittoCallTest {
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
