package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.transom.manager.door.Limits;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody honest sends: it is refused or cut and counted, and an honest endpoint beside it notices nothing. */
class HostileBytesTest {
    /** Short, so that what is only half said is over soon. */
    private static final Duration BEFORE_CONNECT = Duration.ofMillis(1500);

    @TempDir
    static Path directory;

    private static Manager manager;
    private static RawEndpoint honest;

    @BeforeAll
    static void start() throws Exception {
        Settings settings =
                Settings.in(directory.resolve("data")).withLimits(Limits.DEFAULT.withTimeToConnect(BEFORE_CONNECT));
        manager = Manager.start(settings, RawEndpoint.ENTROPY);
        assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
        honest = new RawEndpoint(manager.httpPort())
                .comeIn(Optional.of(InviteProgram.invite(
                        directory.resolve("data"),
                        "hall",
                        Role.DEVICE,
                        "home",
                        Duration.ofHours(1),
                        RawEndpoint.ENTROPY)));
    }

    @AfterAll
    static void stop() {
        honest.close();
        manager.close();
    }

    @AfterEach
    void nobody_else_noticed() throws Exception {
        honest.say(new ControlSignal.AreYouAlive(42));
        assertThat(honest.hear(ControlSignal.Alive.class).sequence()).isEqualTo(42);
        assertThat(RawEndpoint.get(manager.httpPort(), "/healthz").statusCode()).isEqualTo(200);
    }

    private static long counted() {
        return manager.counters().all().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Sends it over plain TCP and reads until the manager closes. */
    private static String answer(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), manager.httpPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream heard = new ByteArrayOutputStream();
            try {
                in.transferTo(heard);
            } catch (java.net.SocketException e) {
                // A reset is an end as well.
            }
            return heard.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static String answer(String request) throws IOException {
        return answer(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void the_pages_are_there_and_nothing_else() throws Exception {
        assertThat(RawEndpoint.get(manager.httpPort(), "/").body()).contains("Transom manager");
        assertThat(RawEndpoint.get(manager.httpPort(), "/nothing").statusCode()).isEqualTo(404);
        assertThat(RawEndpoint.get(manager.httpPort(), "/mqtt").statusCode()).isEqualTo(400);
        assertThat(answer("POST /challenge HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void http_that_is_none_is_answered_or_cut() throws Exception {
        long before = counted();
        String upgrade = "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
        assertThat(answer("\0\1\2\3\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(answer("GET / HTTP/9.9.9\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(answer("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(answer("GET / HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(answer(upgrade + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(answer(upgrade + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Version: 13\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 101");
        assertThat(answer("GET /healthz HTTP/1.1\r\nHo")).isEmpty();
        assertThat(counted()).isGreaterThan(before);
    }

    private static byte[] connect() {
        EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        encoder.writeOutbound(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId(honest.id().text())
                .username(honest.id().text())
                .password(new byte[192])
                .keepAlive(30)
                .cleanSession(true)
                .build());
        ByteBuf octets = encoder.readOutbound();
        return ByteBufUtil.getBytes(octets);
    }

    @Test
    void mqtt_that_is_none_is_cut_and_counted() throws Exception {
        List<String> table = List.of(
                "00", // no packet type
                "FFFFFFFFFF", // a length that never ends
                "10FFFFFF7F", // a packet of 256 MB
                "C000", // PINGREQ before CONNECT
                "82080001000362616400", // SUBSCRIBE before CONNECT
                "101000044D5154540502003C0000000000FF", // CONNECT that ends in the middle
                "100C00044D515454070000000000", // MQTT version 7
                "F000"); // AUTH
        for (String hex : table) {
            long before = counted();
            try (RawEndpoint liar = new RawEndpoint(manager.httpPort()).open()) {
                liar.sendRaw(HexFormat.of().parseHex(hex));
                liar.awaitClosed();
            }
            assertThat(counted()).as(hex).isGreaterThan(before);
        }
    }

    @Test
    void every_truncation_of_a_connect_ends_in_time() throws Exception {
        byte[] whole = connect();
        long before = counted();
        List<RawEndpoint> cut = new ArrayList<>();
        for (int length = 0; length <= whole.length; length++) {
            RawEndpoint liar = new RawEndpoint(manager.httpPort()).open();
            if (length > 0) {
                liar.sendRaw(Arrays.copyOf(whole, length));
            }
            cut.add(liar);
        }
        for (RawEndpoint liar : cut) {
            liar.awaitClosed();
        }
        assertThat(counted() - before).isGreaterThanOrEqualTo(cut.size());
    }

    @Test
    void one_wrong_octet_anywhere_in_a_connect_admits_nobody() throws Exception {
        byte[] whole = connect();
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            byte[] wrong = whole.clone();
            wrong[random.nextInt(wrong.length)] ^= (byte) (1 + random.nextInt(255));
            try (RawEndpoint liar = new RawEndpoint(manager.httpPort()).open()) {
                liar.sendRaw(wrong);
                liar.awaitClosed();
            }
        }
        assertThat(honest.isClosed()).isFalse();
    }

    @Test
    void too_many_connections_from_one_source_are_refused() throws Exception {
        Settings settings = Settings.in(directory.resolve("other")).withLimits(Limits.DEFAULT.withSources(0.001, 5));
        try (Manager strict = Manager.start(settings, RawEndpoint.ENTROPY)) {
            for (int i = 0; i < 5; i++) {
                assertThat(RawEndpoint.get(strict.httpPort(), "/").statusCode()).isEqualTo(200);
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), strict.httpPort())) {
                socket.setSoTimeout(5_000);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(strict.counters().of("connections refused: too many from one source"))
                    .isEqualTo(1);
        }
    }
}
