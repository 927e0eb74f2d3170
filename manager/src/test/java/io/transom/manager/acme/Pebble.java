package io.transom.manager.acme;

import io.transom.manager.tls.AcmeHost;
import io.transom.manager.tls.TestAuthority;
import io.transom.node.control.TlsTrust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** Let's Encrypt's small authority for tests, with a name server for which every name is 127.0.0.1 (Debian's pebble). */
final class Pebble implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/pebble");
    private static final Path NAMES = Path.of("/usr/bin/pebble-challtestsrv");

    /** Where it looks for whoever wants a certificate, in place of port 80. */
    final int httpPort = freePort();

    private final TestAuthority authority;
    private final int port = freePort();
    private final int managementPort = freePort();
    private final List<Process> running = new ArrayList<>();

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM) && Files.isExecutable(NAMES);
    }

    Pebble(Path folder) throws Exception {
        authority = TestAuthority.in(folder);
        TestAuthority.Issued own = authority.issue("pebble", "dns:localhost");
        int dns = freePort();
        Map<String, Object> settings = Map.of(
                "listenAddress",
                "127.0.0.1:" + port,
                "managementListenAddress",
                "127.0.0.1:" + managementPort,
                "certificate",
                own.certificate().toString(),
                "privateKey",
                own.key().toString(),
                "httpPort",
                httpPort,
                "tlsPort",
                freePort());
        Path file = folder.resolve("pebble.json");
        Files.writeString(file, JsonMapper.shared().writeValueAsString(Map.of("pebble", settings)));
        String none = "";
        start(
                folder,
                NAMES,
                "-dns01",
                "127.0.0.1:" + dns,
                "-http01",
                none,
                "-https01",
                none,
                "-tlsalpn01",
                none,
                "-defaultIPv6",
                none,
                "-management",
                "127.0.0.1:" + freePort());
        start(folder, PROGRAM, "-config", file.toString(), "-dnsserver", "127.0.0.1:" + dns);
        awaitListening(dns);
        awaitListening(port);
        awaitListening(managementPort);
    }

    private void start(Path folder, Path program, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(options));
        Path log = folder.resolve(program.getFileName() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // It asks at once, and rejects every fifth nonce, as RFC 8555 section 6.5 allows.
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_WFE_NONCEREJECT", "20");
        running.add(builder.start());
    }

    AcmeHost host(String... names) throws Exception {
        return new AcmeHost(
                List.of(names),
                URI.create("https://localhost:" + port + "/dir"),
                TlsTrust.of(authority.certificate()),
                0);
    }

    /** Of what it issues. */
    Path root(Path folder) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TlsTrust.of(authority.certificate()).context())
                .build();
        HttpRequest question = HttpRequest.newBuilder(URI.create("https://localhost:" + managementPort + "/roots/0"))
                .build();
        String pem = client.send(question, HttpResponse.BodyHandlers.ofString()).body();
        return Files.writeString(folder.resolve("root.pem"), pem);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitListening(int port) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroyForcibly);
    }
}
