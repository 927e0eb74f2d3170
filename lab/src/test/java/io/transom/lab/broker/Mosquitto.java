package io.transom.lab.broker;

import io.transom.manager.broker.ExternalBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A real Eclipse Mosquitto: in a container where a Docker engine answers, else the installed program. */
final class Mosquitto implements AutoCloseable {
    private static final String CONFIGURATION = "listener %d\nallow_anonymous true\npersistence false\n";
    /** Asked once: without an engine the answer takes seconds. */
    private static final boolean DOCKER = DockerClientFactory.instance().isDockerAvailable();

    private final Optional<GenericContainer<?>> container;
    private final Optional<Process> process;
    private final String where;
    private final int port;

    private Mosquitto(Optional<GenericContainer<?>> container, Optional<Process> process, String where, int port) {
        this.container = container;
        this.process = process;
        this.where = where;
        this.port = port;
    }

    /** Empty where there is neither an engine nor the program. */
    static Optional<Mosquitto> start(Path folder) throws Exception {
        if (DOCKER) {
            return Optional.of(inContainer(folder));
        }
        for (String program : List.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")) {
            if (Files.isExecutable(Path.of(program))) {
                return Optional.of(installed(program, folder));
            }
        }
        return Optional.empty();
    }

    private static Mosquitto inContainer(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), CONFIGURATION.formatted(1883));
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse("eclipse-mosquitto:2"))
                .withExposedPorts(1883)
                .withCopyFileToContainer(MountableFile.forHostPath(file), "/mosquitto/config/mosquitto.conf");
        container.start();
        return new Mosquitto(Optional.of(container), Optional.empty(), "in a container", container.getMappedPort(1883));
    }

    private static Mosquitto installed(String program, Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path file = Files.writeString(folder.resolve("mosquitto.conf"), "user root\n" + CONFIGURATION.formatted(port));
        Process process = new ProcessBuilder(program, "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroyForcibly();
                throw new IOException("mosquitto did not start: " + Files.readString(folder.resolve("mosquitto.log")));
            }
            LockSupport.parkNanos(20_000_000);
        }
        return new Mosquitto(Optional.empty(), Optional.of(process), "installed", port);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    ExternalBroker broker() {
        return ExternalBroker.parse("tcp://127.0.0.1:" + port, Optional.empty());
    }

    String where() {
        return where;
    }

    /** Pulls the plug. */
    void kill() {
        container.ifPresent(
                it -> it.getDockerClient().killContainerCmd(it.getContainerId()).exec());
        process.ifPresent(Process::destroyForcibly);
    }

    @Override
    public void close() throws InterruptedException {
        container.ifPresent(GenericContainer::stop);
        if (process.isPresent()) {
            process.get().destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }
}
