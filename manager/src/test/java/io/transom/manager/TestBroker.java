package io.transom.manager;

import io.transom.manager.broker.ExternalBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Eclipse Mosquitto on a free loopback port, with a password, as a self-hoster would run it. */
final class TestBroker implements AutoCloseable {
    private static final List<String> PLACES =
            List.of("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto");

    private final Path directory;
    private final int port;
    private Process process;

    private TestBroker(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    static Optional<Path> mosquitto() {
        return PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    static TestBroker start(Path directory) throws Exception {
        int port = freePort();
        Path passwords = directory.resolve("passwords");
        run("mosquitto_passwd", "-b", "-c", passwords.toString(), "transom", "a password with : and %");
        Files.writeString(
                directory.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                allow_anonymous false
                password_file %s
                persistence false
                user %s
                """.formatted(port, passwords, System.getProperty("user.name")));
        TestBroker broker = new TestBroker(directory, port, launch(directory));
        broker.awaitListening();
        return broker;
    }

    ExternalBroker broker() {
        return ExternalBroker.parse(
                "tcp://transom:a%20password%20with%20%3A%20and%20%25@127.0.0.1:" + port, Optional.empty());
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void startAgain() throws Exception {
        process = launch(directory);
        awaitListening();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Process launch(Path directory) throws IOException {
        return new ProcessBuilder(
                        mosquitto().orElseThrow().toString(),
                        "-c",
                        directory.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mosquitto.log").toFile())
                .start();
    }

    private static void run(String... command) throws Exception {
        Process helper = new ProcessBuilder(command).redirectErrorStream(true).start();
        if (!helper.waitFor(10, TimeUnit.SECONDS) || helper.exitValue() != 0) {
            throw new IOException(command[0] + " failed: "
                    + new String(helper.getInputStream().readAllBytes()));
        }
    }

    private void awaitListening() throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    throw new IOException("mosquitto: " + Files.readString(directory.resolve("mosquitto.log")), e);
                }
                Thread.sleep(20);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
