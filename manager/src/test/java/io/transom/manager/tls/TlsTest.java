package io.transom.manager.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.trust.InviteCode;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.Control;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.ManagerUrl;
import io.transom.node.control.MqttControl;
import io.transom.node.control.TlsTrust;
import io.transom.node.time.SystemEntropy;
import io.transom.node.tunnel.Tunnels;
import io.transom.node.tunnel.WebSocketTunnels;
import io.transom.wire.Bytes;
import io.transom.wire.Role;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manager with a certificate, whole endpoints, and what stands between them; all over real sockets. */
@Timeout(90)
final class TlsTest {
    private static final Duration AWHILE = Duration.ofSeconds(15);

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.Issued host;
    private static ManagerAccess.Rules ours;

    @TempDir
    Path directory;

    @BeforeAll
    static void issue() throws Exception {
        authority = TestAuthority.in(folder);
        host = authority.issue("host", "dns:localhost");
        ours = new ManagerAccess.Rules(TlsTrust.of(authority.certificate()), false);
    }

    @Test
    void an_endpoint_joins_and_logs_in_over_tls_alone() throws Exception {
        try (Manager manager = manager(Optional.of(host.files()));
                Visitor visitor =
                        new Visitor("https://localhost:" + tlsPort(manager), at("anna"), invite("anna"), ours)) {
            visitor.awaitRegistered();
        }
    }

    @Test
    void an_address_in_the_certificate_will_do_where_the_host_has_no_name() throws Exception {
        TestAuthority.Issued numbered = authority.issue("numbered", "ip:127.0.0.1,ip:0:0:0:0:0:0:0:1");
        try (Manager manager = manager(Optional.of(numbered.files()))) {
            String v4 = "https://127.0.0.1:" + tlsPort(manager);
            try (Visitor visitor = new Visitor(v4, at("anna"), invite("anna"), ours)) {
                visitor.awaitRegistered();
            }
            String v6 = "https://[::1]:" + tlsPort(manager);
            try (Visitor visitor = new Visitor(v6, at("anna"), Optional.empty(), ours)) {
                visitor.awaitRegistered();
            }
        }
    }

    @Test
    void the_relays_tunnel_goes_over_tls() throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        try (Manager manager = manager(Optional.of(host.files()));
                WebSocketTunnels tunnels = new WebSocketTunnels(access("wss://localhost:" + tlsPort(manager), ours))) {
            tunnels.open(new TunnelEar(outcome));
            assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("opened");
        }
    }

    @Test
    void a_certificate_for_another_host_is_refused() throws Exception {
        refused(authority.issue("another", "dns:another.example"), ours, "its certificate is for another host");
    }

    @Test
    void a_certificate_that_has_expired_is_refused() throws Exception {
        refused(authority.issueExpired("expired", "dns:localhost"), ours, "its certificate has expired");
    }

    @Test
    void a_certificate_of_an_unknown_authority_is_refused_without_tls_authority() throws Exception {
        refused(host, ManagerAccess.Rules.usual(), "name its certificate with --tls-authority");
        refused(authority.selfSigned("self", "dns:localhost"), ours, "name its certificate with --tls-authority");
    }

    @Test
    void who_has_come_over_tls_once_never_asks_the_plain_port_again_unless_the_user_says_so() throws Exception {
        try (Evil evil = new Evil()) {
            String plain = "ws://localhost:" + evil.port();
            int tlsPort;
            try (Manager manager = manager(Optional.of(host.files()))) {
                tlsPort = tlsPort(manager);
                try (Visitor first = new Visitor("localhost:" + manager.httpPort(), at("anna"), invite("anna"), ours)) {
                    first.awaitRegistered();
                    await(() -> Files.exists(at("anna").resolve("manager.tls")));
                }
                // Whoever sits at the plain port now is somebody else.
                try (Visitor second = new Visitor(plain, at("anna"), Optional.empty(), ours)) {
                    second.awaitRegistered();
                }
            }
            assertThat(Files.readString(at("anna").resolve("manager.tls"))).endsWith(" " + tlsPort + "\n");
            // TLS is blocked.
            try (Visitor third = new Visitor(plain, at("anna"), Optional.empty(), ours)) {
                assertThat(third.troubles.poll(10, TimeUnit.SECONDS))
                        .contains("https://localhost:" + tlsPort)
                        .contains("was reached over TLS before")
                        .contains("--allow-plain");
                assertThat(third.troubles.poll(20, TimeUnit.SECONDS)).contains("--allow-plain");
            }
            assertThat(evil.guests.get()).isZero();
            ManagerAccess.Rules allowed = new ManagerAccess.Rules(ours.trust(), true);
            try (Visitor fourth = new Visitor(plain, at("anna"), Optional.empty(), allowed)) {
                await(() -> evil.guests.get() > 0);
            }
        }
    }

    @Test
    void a_manager_that_has_given_tls_up_says_so_to_who_is_told_to_ask_it() throws Exception {
        Path kept = at("anna").resolve("manager.tls");
        try (Manager manager = manager(Optional.of(host.files()));
                Visitor visitor =
                        new Visitor("ws://localhost:" + manager.httpPort(), at("anna"), invite("anna"), ours)) {
            visitor.awaitRegistered();
            await(() -> Files.exists(kept));
        }
        try (Manager manager = manager(Optional.empty())) {
            String plain = "ws://localhost:" + manager.httpPort();
            ManagerAccess.Rules allowed = new ManagerAccess.Rules(ours.trust(), true);
            try (Visitor visitor = new Visitor(plain, at("anna"), Optional.empty(), allowed)) {
                visitor.awaitRegistered();
                await(() -> !Files.exists(kept));
            }
            try (Visitor visitor = new Visitor(plain, at("anna"), Optional.empty(), ours)) {
                visitor.awaitRegistered();
            }
        }
    }

    @Test
    void an_endpoint_stays_where_it_is_while_the_managers_tls_cant_be_used_from_there() throws Exception {
        try (Manager manager = manager(Optional.of(host.files()))) {
            String plain = "ws://localhost:" + manager.httpPort();
            ManagerAccess.Rules usual = ManagerAccess.Rules.usual();
            try (Visitor first = new Visitor(plain, at("anna"), invite("anna"), usual)) {
                first.awaitRegistered();
                await(() -> manager.counters().all().containsKey("TLS handshakes that failed"));
            }
            try (Visitor second = new Visitor(plain, at("anna"), Optional.empty(), usual)) {
                second.awaitRegistered();
            }
            assertThat(at("anna").resolve("manager.tls")).doesNotExist();
        }
    }

    @Test
    void a_renewed_certificate_is_taken_and_open_connections_stay() throws Exception {
        TestAuthority.Issued used = authority.issue("used", "dns:localhost");
        TestAuthority.Issued renewed = authority.issue("renewed", "dns:localhost");
        try (Manager manager = manager(Optional.of(used.files()));
                SSLSocket before = connect(manager)) {
            assertThat(subject(before)).isEqualTo("CN=used");
            Files.writeString(used.certificate(), "half a certificate");
            manager.lookAtCertificate();
            try (SSLSocket meanwhile = connect(manager)) {
                assertThat(subject(meanwhile)).isEqualTo("CN=used");
            }
            renewed.replace(used);
            manager.lookAtCertificate();
            try (SSLSocket after = connect(manager)) {
                assertThat(subject(after)).isEqualTo("CN=renewed");
            }
            before.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(before.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void tls_1_3_is_spoken_and_nothing_older_than_1_2() throws Exception {
        try (Manager manager = manager(Optional.of(host.files()))) {
            try (SSLSocket usual = connect(manager)) {
                assertThat(usual.getSession().getProtocol()).isEqualTo("TLSv1.3");
            }
            try (SSLSocket older = connect(manager, "TLSv1.2")) {
                assertThat(older.getSession().getProtocol()).isEqualTo("TLSv1.2");
                assertThat(older.getSession().getCipherSuite())
                        .startsWith("TLS_ECDHE_")
                        .doesNotContain("CBC");
            }
        }
    }

    // ---- the two ends ----

    private Manager manager(Optional<TlsFiles> tls) throws Exception {
        Settings settings = Settings.in(directory.resolve("manager"));
        Manager manager = Manager.start(tls.map(settings::withTls).orElse(settings), new SystemEntropy());
        assertThat(manager.awaitHealthy(AWHILE)).isTrue();
        return manager;
    }

    private static int tlsPort(Manager manager) {
        return manager.tlsPort().orElseThrow();
    }

    private Path at(String name) {
        return directory.resolve(name);
    }

    private Optional<InviteCode> invite(String name) throws IOException {
        return Optional.of(InviteProgram.invite(
                directory.resolve("manager"), name, Role.CALLER, "home", Duration.ofHours(1), new SystemEntropy()));
    }

    private static ManagerAccess access(String url, ManagerAccess.Rules rules) {
        return new ManagerAccess(ManagerUrl.parse(url), rules, ManagerAccess.Memory.none());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long until = System.nanoTime() + AWHILE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static SSLSocket connect(Manager manager, String... versions) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority.store());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", tlsPort(manager));
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws Exception {
        SSLSession session = socket.getSession();
        return ((X509Certificate) session.getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    // ---- refusals ----

    /** By the question for a challenge, by the control connection and by the tunnel, each for itself. */
    private static void refused(TestAuthority.Issued shown, ManagerAccess.Rules rules, String why) throws Exception {
        try (SSLServerSocket stranger = server(shown)) {
            ManagerAccess access = access("https://localhost:" + stranger.getLocalPort(), rules);
            CompletableFuture<String> question = new CompletableFuture<>();
            CompletableFuture<String> connection = new CompletableFuture<>();
            CompletableFuture<String> tunnel = new CompletableFuture<>();
            try (MqttControl control = new MqttControl(access);
                    WebSocketTunnels tunnels = new WebSocketTunnels(access)) {
                control.fetchChallenge(new ControlEar(question));
                control.connect(
                        new Effect.Connect("id", Bytes.utf8("password"), "down", "gone", Bytes.utf8("will")),
                        new ControlEar(connection));
                tunnels.open(new TunnelEar(tunnel));
                Stream.of(question, connection, tunnel)
                        .forEach(each -> assertThat(
                                        each.orTimeout(10, TimeUnit.SECONDS).join())
                                .contains(why));
            }
        }
    }

    private static SSLServerSocket server(TestAuthority.Issued shown) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.keys(), null, null);
        SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket guest = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (guest) {
                            guest.getInputStream().readAllBytes();
                        } catch (IOException e) {
                            // It doesn't believe us.
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
        return server;
    }

    /** Listens where the plain port was. */
    private static final class Evil implements AutoCloseable {
        final AtomicInteger guests = new AtomicInteger();
        private final ServerSocket socket = new ServerSocket(0);

        Evil() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (Socket guest = socket.accept()) {
                        guests.incrementAndGet();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private record TunnelEar(CompletableFuture<String> outcome) implements Tunnels.Listener {
        @Override
        public void opened() {
            outcome.complete("opened");
        }

        @Override
        public void closed(String reason) {
            outcome.complete(reason);
        }

        @Override
        public void arrived(Bytes datagram) {}
    }

    private record ControlEar(CompletableFuture<String> outcome) implements Control.Listener {
        @Override
        public void challenged(Control.Challenge challenge) {
            outcome.complete("challenged");
        }

        @Override
        public void connected() {
            outcome.complete("connected");
        }

        @Override
        public void refused(String reason) {
            outcome.complete("refused: " + reason);
        }

        @Override
        public void lost(String reason) {
            outcome.complete(reason);
        }

        @Override
        public void message(String topic, Bytes payload) {}
    }
}
