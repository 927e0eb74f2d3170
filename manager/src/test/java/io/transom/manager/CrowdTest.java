package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.relay.RelayLimits;
import io.transom.manager.door.Limits;
import io.transom.manager.door.TrustedProxies;
import io.transom.manager.door.TrustedProxies.Range;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.StunMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in when many want to, and where each of them is counted as coming from. */
@Timeout(30)
class CrowdTest {
    @TempDir
    Path directory;

    private final List<Socket> silent = new ArrayList<>();
    private Manager manager;

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : silent) {
            socket.close();
        }
        manager.close();
    }

    private void start(Limits limits) throws Exception {
        manager = Manager.start(Settings.in(directory.resolve("data")).withLimits(limits), RawEndpoint.ENTROPY);
        assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
    }

    private Socket connect(String from) throws IOException {
        Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), manager.httpPort(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private void silent(String from) throws IOException {
        silent.add(connect(from));
    }

    /** The status of a GET from {@code from} with these headers; 0 where the connection was closed without a word. */
    private int status(String from, String... headers) throws IOException {
        try (Socket socket = connect(from)) {
            String request = "GET / HTTP/1.1\r\nHost: x\r\n" + String.join("", headers) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.isEmpty() ? 0 : Integer.parseInt(answer.split(" ", 3)[1]);
        } catch (java.net.SocketException e) {
            return 0;
        }
    }

    private static String forwarded(String value) {
        return "Forwarded: " + value + "\r\n";
    }

    private static String older(String value) {
        return "X-Forwarded-For: " + value + "\r\n";
    }

    private long counted(String what) {
        return manager.counters().of(what);
    }

    /** Two connections a source, and 127.0.0.9 is a proxy whose word counts. */
    private void startBehindProxy() throws Exception {
        TrustedProxies proxies = new TrustedProxies(List.of(
                Range.parse("127.0.0.9").orElseThrow(),
                Range.parse("10.1.0.0/16").orElseThrow()));
        start(Limits.DEFAULT.withSources(0.001, 2).withTrusted(proxies));
    }

    @Test
    void of_guests_that_prove_nothing_the_longest_waiting_makes_room_and_an_endpoint_comes_in_all_the_same()
            throws Exception {
        start(Limits.DEFAULT.withConnections(1_000, 8));
        for (int i = 0; i < 40; i++) {
            silent("127.0.1." + (i + 1));
        }
        try (RawEndpoint honest = joined("hall", Role.DEVICE)) {
            for (int i = 0; i < 40; i++) {
                silent("127.0.2." + (i + 1));
            }
            // All but the eight that may stay; which these are depends on when each was seen.
            awaitCounted("connections cut: they proved nothing while others waited", 72);
            assertThat(manager.guests()).isLessThanOrEqualTo(8);
            assertThat(honest.isClosed()).isFalse();
        }
    }

    private RawEndpoint joined(String name, Role role) throws Exception {
        return new RawEndpoint(manager.httpPort())
                .comeIn(Optional.of(InviteProgram.invite(
                        directory.resolve("data"), name, role, "home", Duration.ofHours(1), RawEndpoint.ENTROPY)));
    }

    @Test
    void strangers_in_tunnels_keep_no_end_of_a_call_out() throws Exception {
        Settings settings = Settings.in(directory.resolve("data"))
                .withLimits(Limits.DEFAULT.withConnections(1_000, 3))
                .withRelay(Optional.of(RelayLimits.DEFAULT.withCalls(1)));
        manager = Manager.start(settings, RawEndpoint.ENTROPY);
        assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
        List<RelayedEnd> strangers = new ArrayList<>();
        try (RawEndpoint door = joined("door", Role.DEVICE);
                RawEndpoint phone = joined("phone", Role.CALLER)) {
            phone.say(new ControlSignal.Send(
                    SignalKind.CALL_REQUEST,
                    door.id(),
                    CallId.random(RawEndpoint.ENTROPY),
                    Duration.ofSeconds(8),
                    Bytes.utf8("sealed")));
            ControlSignal.RelayGranted phones = phone.hear(ControlSignal.RelayGranted.class);
            ControlSignal.RelayGranted doors = door.hear(ControlSignal.RelayGranted.class);
            for (int i = 0; i < 10; i++) {
                strangers.add(new RelayedEnd.Tunnelled(manager.httpPort()));
            }
            try (RelayedEnd home = new RelayedEnd.Tunnelled(manager.httpPort())) {
                assertThat(home.bind(doors, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
                try (RelayedEnd away = new RelayedEnd.Tunnelled(manager.httpPort())) {
                    assertThat(away.bind(phones, 1)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
                    for (int i = 0; i < 10; i++) {
                        strangers.add(new RelayedEnd.Tunnelled(manager.httpPort()));
                    }
                    away.say(phones, "still here");
                    assertThat(home.hear(doors)).contains("still here");
                }
            }
        } finally {
            strangers.forEach(RelayedEnd::close);
        }
    }

    @Test
    void one_source_has_a_few_guests_at_once_and_another_finds_room() throws Exception {
        start(Limits.DEFAULT.withSources(1_000, 1_000).withGuestsPerSource(4));
        for (int i = 0; i < 4; i++) {
            silent("127.0.0.5");
        }
        awaitGuests(4);
        assertThat(status("127.0.0.6")).isEqualTo(200);
        assertThat(status("127.0.0.5")).isZero();
        assertThat(counted("connections refused: too many of one source that have proved nothing"))
                .isEqualTo(1);
        silent.removeFirst().close();
        awaitGuests(3);
        assertThat(status("127.0.0.5")).isEqualTo(200);
    }

    private void awaitCounted(String what, long least) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (counted(what) < least && System.nanoTime() < until) {
            Thread.sleep(5);
        }
        assertThat(counted(what)).isGreaterThanOrEqualTo(least);
    }

    private void awaitGuests(int count) throws InterruptedException {
        long until = System.nanoTime() + RawEndpoint.PATIENCE.toNanos();
        while (manager.guests() != count && System.nanoTime() < until) {
            Thread.sleep(5);
        }
        assertThat(manager.guests()).isEqualTo(count);
    }

    @Test
    void a_strangers_word_on_where_it_comes_from_is_ignored() throws Exception {
        startBehindProxy();
        assertThat(status("127.0.0.5", forwarded("for=203.0.113.1"))).isEqualTo(200);
        assertThat(status("127.0.0.5", older("203.0.113.2"))).isEqualTo(200);
        assertThat(status("127.0.0.5", forwarded("for=203.0.113.3"))).isZero();
        assertThat(counted("forwarded headers ignored: not from a trusted proxy"))
                .isEqualTo(2);
        assertThat(status("127.0.0.9", forwarded("for=203.0.113.1"))).isEqualTo(200);
    }

    @Test
    void a_trusted_proxys_word_counts_and_each_source_behind_it_is_limited_by_itself() throws Exception {
        startBehindProxy();
        for (String source : List.of("203.0.113.1", "203.0.113.2", "203.0.113.3")) {
            assertThat(status("127.0.0.9", older(source))).isEqualTo(200);
            assertThat(status("127.0.0.9", forwarded("for=" + source + ";proto=http")))
                    .isEqualTo(200);
            assertThat(status("127.0.0.9", older(source))).isEqualTo(429);
        }
    }

    @Test
    void what_counts_is_the_right_most_address_that_is_no_trusted_proxy() throws Exception {
        startBehindProxy();
        assertThat(status("127.0.0.9", older("198.51.100.1, 203.0.113.1"))).isEqualTo(200);
        assertThat(status("127.0.0.9", forwarded("for=198.51.100.2, for=\"203.0.113.1:4711\", for=10.1.2.3")))
                .isEqualTo(200);
        assertThat(status("127.0.0.9", older("198.51.100.3"), older("203.0.113.1, 10.1.9.9")))
                .isEqualTo(429);
        assertThat(status("127.0.0.9", older("not an address, 203.0.113.7"))).isEqualTo(200);
    }

    @Test
    void one_home_with_ipv6_is_one_source() throws Exception {
        startBehindProxy();
        assertThat(status("127.0.0.9", forwarded("for=\"[2001:db8:1:2::1]:80\"")))
                .isEqualTo(200);
        assertThat(status("127.0.0.9", older("2001:db8:1:2:ffff::9"))).isEqualTo(200);
        assertThat(status("127.0.0.9", older("2001:db8:1:2::3"))).isEqualTo(429);
        assertThat(status("127.0.0.9", older("2001:db8:1:3::3"))).isEqualTo(200);
    }

    @Test
    void a_proxys_header_that_is_malformed_or_disagrees_with_another_is_refused() throws Exception {
        startBehindProxy();
        List<String> table = List.of(
                forwarded("for=unknown"),
                forwarded("for=_hidden"),
                forwarded("proto=http"),
                forwarded("for=\"203.0.113.1"),
                forwarded("for=203.0.113.1;"),
                forwarded("for=203.0.113.1, "),
                forwarded("for=203.0.113.1 for=203.0.113.2"),
                forwarded("203.0.113.1"),
                older(""),
                older("localhost"),
                older("203.0.113.1, 203.0.113.256"),
                older("[2001:db8::1"),
                // The asker wrote one, the proxy the other.
                forwarded("for=203.0.113.1") + older("203.0.113.2"));
        for (String header : table) {
            assertThat(status("127.0.0.9", header)).as(header).isEqualTo(400);
        }
        assertThat(counted("forwarded headers that can't be read")).isEqualTo(table.size());
        assertThat(status("127.0.0.9", forwarded("for=203.0.113.1") + older("203.0.113.1")))
                .isEqualTo(200);
    }

    @Test
    void a_proxy_that_says_nothing_is_one_source() throws Exception {
        startBehindProxy();
        assertThat(status("127.0.0.9")).isEqualTo(200);
        assertThat(status("127.0.0.9")).isEqualTo(200);
        assertThat(status("127.0.0.9")).isEqualTo(429);
        assertThat(counted("requests of a trusted proxy that doesn't say for whom"))
                .isEqualTo(3);
    }

    @Test
    void a_range_is_an_address_with_a_length_that_is_no_slip() throws Exception {
        start(Limits.DEFAULT);
        for (String good : List.of("192.0.2.7", "10.0.0.0/8", "2001:db8::/32", "::1")) {
            assertThat(Range.parse(good)).as(good).isPresent();
        }
        for (String bad :
                List.of("", "host", "10.0.0.0/", "10.0.0.0/0", "10.0.0.0/7", "10.0.0.0/33", "::1/129", "1/8")) {
            assertThat(Range.parse(bad)).as(bad).isEmpty();
        }
    }
}
