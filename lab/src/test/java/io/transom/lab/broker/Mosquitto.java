package io.transom.lab.broker;

import io.transom.manager.broker.ExternalBroker;
import io.transom.node.time.SystemEntropy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A real Eclipse Mosquitto with the configuration of {@code deploy/mosquitto}, but for its port, its places and its password:
 * in a container where a Docker engine answers, else the installed program.
 */
final class Mosquitto implements AutoCloseable {
    private static final Path DEPLOYED = Path.of(System.getProperty("transom.root", ".."), "deploy", "mosquitto");
    private static final String PASSWORD = "only for this test";
    private static final int ROUNDS = 101;
    /** Asked once: without an engine the answer takes seconds. */
    private static final boolean DOCKER = DockerClientFactory.instance().isDockerAvailable();

    private final Optional<GenericContainer<?>> container;
    private Optional<Process> process;
    private final Path folder;
    private final String where;
    private final int port;

    private Mosquitto(
            Path folder, Optional<GenericContainer<?>> container, Optional<Process> process, String where, int port) {
        this.folder = folder;
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
        Path file = configuration(folder, "listener 1883", "/mosquitto/config");
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse("eclipse-mosquitto:2"))
                .withExposedPorts(1883)
                .withCopyFileToContainer(MountableFile.forHostPath(file), "/mosquitto/config/mosquitto.conf")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(folder.resolve("transom.acl")), "/mosquitto/config/transom.acl")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(folder.resolve("transom.passwd")),
                        "/mosquitto/config/transom.passwd");
        // A port of our choice, for a container that is started again has another one otherwise.
        int port = freePort();
        container.setPortBindings(List.of("127.0.0.1:" + port + ":1883"));
        container.start();
        return new Mosquitto(folder, Optional.of(container), Optional.empty(), "in a container", port);
    }

    private static Mosquitto installed(String program, Path folder) throws Exception {
        int port = freePort();
        configuration(folder, "user root\nlistener " + port + " 127.0.0.1", folder.toString());
        Process process = launch(program, folder);
        Mosquitto mosquitto = new Mosquitto(folder, Optional.empty(), Optional.of(process), program, port);
        mosquitto.awaitAnswer();
        return mosquitto;
    }

    private static Process launch(String program, Path folder) throws IOException {
        return new ProcessBuilder(
                        program, "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
    }

    private void awaitAnswer() throws IOException {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!answers(port)) {
            boolean dead = process.filter(Process::isAlive).isEmpty() && container.isEmpty();
            if (dead || System.nanoTime() > until) {
                process.ifPresent(Process::destroyForcibly);
                Path log = folder.resolve("mosquitto.log");
                throw new IOException(
                        "mosquitto did not start: " + (Files.exists(log) ? Files.readString(log) : "in a container"));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The deployed files in {@code folder}, as they are to be found in {@code place}. */
    private static Path configuration(Path folder, String listener, String place) throws IOException {
        Files.copy(DEPLOYED.resolve("transom.acl"), folder.resolve("transom.acl"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("transom.passwd"), "transom:" + hashed() + "\n");
        String deployed = Files.readString(DEPLOYED.resolve("transom.conf"));
        String here = deployed.replace("listener 1883 127.0.0.1", listener).replace("/etc/mosquitto", place);
        return Files.writeString(folder.resolve("mosquitto.conf"), here + "persistence false\n");
    }

    /** As mosquitto_passwd writes it: PBKDF2 with SHA-512, 12 octets of salt, 64 of hash. */
    private static String hashed() throws IOException {
        byte[] salt = new SystemEntropy().bytes(12).toArray();
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(PASSWORD.toCharArray(), salt, ROUNDS, 512))
                    .getEncoded();
            Base64.Encoder base64 = Base64.getEncoder();
            return "$7$" + ROUNDS + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    ExternalBroker broker() {
        return ExternalBroker.parse("tcp://transom@127.0.0.1:" + port, Optional.of(PASSWORD));
    }

    int port() {
        return port;
    }

    /** The program that runs, or in what. */
    String where() {
        return where;
    }

    /** Pulls the plug. */
    void kill() {
        container.ifPresent(
                it -> it.getDockerClient().killContainerCmd(it.getContainerId()).exec());
        process.ifPresent(Process::destroyForcibly);
    }

    /** Power is back: the same broker on the same port, which remembers nobody. */
    void startAgain() throws Exception {
        if (process.isPresent()) {
            process.get().waitFor();
            process = Optional.of(launch(where, folder));
        }
        container.ifPresent(it ->
                it.getDockerClient().startContainerCmd(it.getContainerId()).exec());
        awaitAnswer();
    }

    @Override
    public void close() throws InterruptedException {
        container.ifPresent(GenericContainer::stop);
        if (process.isPresent()) {
            process.get().destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }
}
