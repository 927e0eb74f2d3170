package io.transom.manager.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.transom.core.trust.InviteCode;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.manager.tls.AcmeHost;
import io.transom.manager.tls.Visitor;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.TlsTrust;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate from a real authority's program, whole managers and endpoints. */
@Timeout(90)
final class AcmeTest {
    private static final String NAME = "localhost";

    @TempDir
    Path directory;

    @Test
    void a_manager_gets_its_certificate_by_itself_and_endpoints_move_to_tls() throws Exception {
        assumeTrue(Pebble.isInstalled(), "there is no pebble");
        try (Pebble pebble = new Pebble(directory)) {
            Path data = directory.resolve("manager");
            Path host = data.resolve("acme/host.pem");
            Settings settings = Settings.in(data).withPorts(pebble.httpPort, 0).withTls(pebble.host(NAME));
            ManagerAccess.Rules rules;
            try (Manager manager = Manager.start(settings, new SystemEntropy())) {
                assertThat(manager.awaitHealthy(Duration.ofSeconds(15))).isTrue();
                await(() -> Files.exists(host));
                rules = new ManagerAccess.Rules(TlsTrust.of(pebble.root(directory)), false);
                try (Visitor first = new Visitor("localhost:" + manager.httpPort(), at("anna"), invite(data), rules)) {
                    first.awaitRegistered();
                    await(() -> Files.exists(at("anna").resolve("manager.tls")));
                }
            }
            for (String file : List.of("acme/account.key", "acme/host.pem")) {
                assertThat(Files.getPosixFilePermissions(data.resolve(file)))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            String before = Files.readString(host);
            try (Manager manager = Manager.start(settings, new SystemEntropy());
                    Visitor again = new Visitor(
                            "https://localhost:" + manager.tlsPort().orElseThrow(),
                            at("anna"),
                            Optional.empty(),
                            rules)) {
                again.awaitRegistered();
            }
            assertThat(Files.readString(host))
                    .as("a certificate that is still good")
                    .isEqualTo(before);
        }
    }

    @Test
    void after_two_thirds_of_its_life_a_certificate_is_renewed_with_another_key() throws Exception {
        assumeTrue(Pebble.isInstalled(), "there is no pebble");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now().plusSeconds(60));
        Clock clock = clock(now::get);
        try (Pebble pebble = new Pebble(directory);
                AcmeKeeper keeper = AcmeKeeper.open(pebble.host(NAME), directory, clock, new SystemEntropy())) {
            HttpServer door = door(pebble.httpPort, keeper.proofs());
            try {
                assertThat(keeper.renewIfDue()).isTrue();
                String first = Files.readString(directory.resolve("acme/host.pem"));
                Duration life =
                        Duration.between(now.get(), keeper.served().expires().orElseThrow());
                now.set(now.get().plus(life.multipliedBy(65).dividedBy(100)));
                assertThat(keeper.renewIfDue()).as("not yet").isFalse();
                now.set(now.get().plus(life.multipliedBy(2).dividedBy(100)));
                // For Pebble no time has passed, so what it makes now is due again; the manager says so rather than ask
                // on and on.
                assertThatThrownBy(keeper::renewIfDue).hasMessageContaining("clock right?");
                String second = Files.readString(directory.resolve("acme/host.pem"));
                assertThat(second.lines()).doesNotContainAnyElementsOf(keyLines(first));
            } finally {
                door.stop(0);
            }
        }
    }

    @Test
    void an_authority_that_doesnt_find_us_is_quoted() throws Exception {
        assumeTrue(Pebble.isInstalled(), "there is no pebble");
        try (Pebble pebble = new Pebble(directory);
                AcmeKeeper keeper =
                        AcmeKeeper.open(pebble.host(NAME), directory, Clock.systemUTC(), new SystemEntropy())) {
            assertThatThrownBy(keeper::renewIfDue)
                    .hasMessageContaining("the authority doesn't find us at http://" + NAME + " (port 80): ")
                    .hasMessageContaining("refused");
            assertThat(directory.resolve("acme/host.pem")).doesNotExist();
        }
    }

    @Test
    void a_manager_whose_authority_cant_be_asked_serves_its_plain_port() throws Exception {
        AcmeHost nobody = new AcmeHost(
                List.of("manager.example"), URI.create("https://localhost:1/dir"), TlsTrust.ofThisPlatform(), 0);
        try (Manager manager =
                Manager.start(Settings.in(directory.resolve("manager")).withTls(nobody), new SystemEntropy())) {
            assertThat(manager.awaitHealthy(Duration.ofSeconds(15))).isTrue();
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), manager.httpPort())) {
                plain.getOutputStream()
                        .write("GET /.well-known/acme-challenge/x HTTP/1.1\r\nHost: a\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 404");
            }
            try (Socket secure = new Socket(
                    InetAddress.getLoopbackAddress(), manager.tlsPort().orElseThrow())) {
                assertThat(secure.getInputStream().read()).as("closed").isEqualTo(-1);
            }
        }
    }

    @Test
    void what_fails_is_tried_again_later_and_later_and_never_five_times_in_an_hour() {
        assertThat(Retry.after(1, 0.5)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Retry.after(2, 0.5)).isEqualTo(Duration.ofMinutes(10));
        assertThat(Retry.after(1000, 0.5)).isEqualTo(Duration.ofHours(12));
        assertThat(Retry.after(1, 0)).isEqualTo(Duration.ofSeconds(225));
        assertThat(Retry.after(1, 1)).isEqualTo(Duration.ofSeconds(375));
        Duration fifth = Retry.after(1, 0)
                .plus(Retry.after(2, 0))
                .plus(Retry.after(3, 0))
                .plus(Retry.after(4, 0));
        assertThat(fifth).isGreaterThan(Duration.ofMinutes(55));
    }

    // ---- what it takes ----

    private Path at(String name) {
        return directory.resolve(name);
    }

    private static Optional<InviteCode> invite(Path data) throws Exception {
        return Optional.of(
                InviteProgram.invite(data, "anna", Role.CALLER, "home", Duration.ofHours(1), new SystemEntropy()));
    }

    private static Clock clock(InstantSource source) {
        return new Clock() {
            @Override
            public Instant instant() {
                return source.instant();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private static List<String> keyLines(String pem) {
        return pem.lines()
                .dropWhile(line -> !line.contains("BEGIN PRIVATE KEY"))
                .filter(line -> !line.startsWith("-"))
                .skip(1)
                .toList();
    }

    private static HttpServer door(int port, Proofs proofs) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        String path = "/.well-known/acme-challenge/";
        server.createContext(path, asked -> {
            String proof = proofs.of(asked.getRequestURI().getPath().substring(path.length()))
                    .orElse("");
            byte[] octets = proof.getBytes(StandardCharsets.US_ASCII);
            asked.sendResponseHeaders(200, octets.length);
            asked.getResponseBody().write(octets);
            asked.close();
        });
        server.start();
        return server;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
