package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.Login;
import io.transom.manager.status.StatusReport;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.signal.ControlSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The control path over real sockets, the same on the embedded broker and on a real Eclipse Mosquitto. */
@ParameterizedClass
@EnumSource(ControlTopicsTest.Kind.class)
class ControlTopicsTest {
    enum Kind {
        EMBEDDED,
        MOSQUITTO
    }

    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BAD_LOGIN = 0x86;

    @Parameter
    Kind kind;

    @TempDir
    Path directory;

    private Optional<TestBroker> external = Optional.empty();
    private Manager manager;

    @BeforeEach
    void start() throws Exception {
        Settings settings = Settings.in(directory.resolve("data"));
        if (kind == Kind.MOSQUITTO) {
            if (TestBroker.mosquitto().isEmpty()) {
                System.err.println("SKIPPED: mosquitto is not installed, so the manager wasn't tested on it");
            }
            Assumptions.assumeTrue(TestBroker.mosquitto().isPresent(), "mosquitto is not installed");
            external = Optional.of(TestBroker.start(directory));
            settings = settings.withBroker(external.get().broker());
        }
        manager = Manager.start(settings, RawEndpoint.ENTROPY);
        assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE))
                .as(manager.trouble().orElse("well"))
                .isTrue();
    }

    @AfterEach
    void stop() {
        if (manager != null) {
            manager.close();
        }
        external.ifPresent(TestBroker::close);
    }

    private RawEndpoint endpoint() {
        return new RawEndpoint(manager.httpPort());
    }

    private Optional<InviteCode> invite(String name, Role role) throws Exception {
        return Optional.of(InviteProgram.invite(
                directory.resolve("data"), name, role, "home", Duration.ofHours(1), RawEndpoint.ENTROPY));
    }

    private RawEndpoint joined(String name, Role role) throws Exception {
        return endpoint().comeIn(invite(name, role));
    }

    private static ControlSignal.Register register() {
        return new ControlSignal.Register(List.of(), Firewall.UNKNOWN, RawEndpoint.ENTROPY.bytes(16));
    }

    private StatusReport awaitStatus(Predicate<StatusReport> wanted) throws Exception {
        long until = System.nanoTime() + RawEndpoint.PATIENCE.toNanos();
        while (true) {
            StatusReport report = manager.status();
            if (wanted.test(report) || System.nanoTime() > until) {
                return report;
            }
            Thread.sleep(10);
        }
    }

    private static boolean online(StatusReport report, String name) {
        return report.endpoints().stream().anyMatch(line -> line.name().equals(name) && line.online());
    }

    @Test
    void an_invited_endpoint_joins_registers_and_is_shown_online() throws Exception {
        try (RawEndpoint hall = joined("hall", Role.DEVICE)) {
            hall.say(register());
            ControlSignal.Registered registered = hall.hear(ControlSignal.Registered.class);
            assertThat(registered.name()).isEqualTo("hall");
            assertThat(registered.household()).isEqualTo("home");
            assertThat(online(awaitStatus(report -> online(report, "hall")), "hall"))
                    .isTrue();
        }
    }

    @Test
    void an_invite_works_once_and_a_member_comes_back_without_one() throws Exception {
        Optional<InviteCode> code = invite("hall", Role.DEVICE);
        RawEndpoint first = endpoint().comeIn(code);
        first.close();
        try (RawEndpoint second = endpoint();
                RawEndpoint again = new RawEndpoint(manager.httpPort(), first.identity)) {
            MqttConnAckMessage refused = second.connect(second.attempt(code));
            assertThat(refused.variableHeader().connectReturnCode().byteValue() & 0xFF)
                    .isEqualTo(NOT_AUTHORIZED);
            assertThat(RawEndpoint.reason(refused)).isNotEmpty();
            second.awaitClosed();
            again.comeIn(Optional.empty());
        }
    }

    @Test
    void a_wrong_proof_and_another_ones_name_are_refused() throws Exception {
        RawEndpoint hall = joined("hall", Role.DEVICE);
        try (hall;
                RawEndpoint liar = endpoint()) {
            Login.Attempt attempt = liar.attempt(Optional.empty());
            assertThat(code(liar.connect(attempt))).isEqualTo(NOT_AUTHORIZED);
            assertThat(code(endpoint()
                            .connect(hall.id().text(), hall.id().text(), attempt.password(), Optional.empty())))
                    .isEqualTo(BAD_LOGIN);
            assertThat(code(endpoint().connect("admin", "admin", Bytes.utf8("admin"), Optional.empty())))
                    .isEqualTo(0x86);
            assertThat(code(endpoint().connect("another", liar.id().text(), attempt.password(), Optional.empty())))
                    .isEqualTo(0x85);
        }
    }

    @Test
    void a_login_cannot_be_replayed() throws Exception {
        try (RawEndpoint hall = endpoint();
                RawEndpoint thief = new RawEndpoint(manager.httpPort(), hall.identity)) {
            Login.Attempt attempt = hall.attempt(invite("hall", Role.DEVICE));
            assertThat(code(hall.connect(attempt))).isZero();
            assertThat(code(thief.connect(attempt))).isEqualTo(BAD_LOGIN);
            assertThat(hall.isClosed()).isFalse();
        }
    }

    @Test
    void nobody_reads_anything_but_his_own_down_topic() throws Exception {
        try (RawEndpoint hall = joined("hall", Role.DEVICE);
                RawEndpoint spy = joined("spy", Role.CALLER)) {
            List<String> forbidden = List.of(
                    "#",
                    "transom/#",
                    "transom/1/+/down",
                    Topics.down(hall.id()),
                    Topics.up(hall.id()),
                    Topics.up(spy.id()),
                    Topics.down(spy.id()) + "/#",
                    "$share/g/" + Topics.down(hall.id()),
                    "$SYS/#");
            for (String filter : forbidden) {
                assertThat(spy.subscribe(filter)).as(filter).isEqualTo(NOT_AUTHORIZED);
            }
            spy.send(MqttMessageBuilders.subscribe()
                    .messageId(9)
                    .addSubscription(MqttQoS.AT_MOST_ONCE, Topics.down(hall.id()))
                    .addSubscription(MqttQoS.AT_MOST_ONCE, Topics.down(spy.id()))
                    .build());
            var mixed = (io.netty.handler.codec.mqtt.MqttSubAckMessage) spy.await(MqttMessageType.SUBACK);
            assertThat(mixed.payload().reasonCodes()).containsExactly(NOT_AUTHORIZED, 0);

            hall.say(new ControlSignal.AreYouAlive(5));
            assertThat(hall.hear(ControlSignal.Alive.class).sequence()).isEqualTo(5);
            spy.say(new ControlSignal.AreYouAlive(6));
            assertThat(spy.hear(ControlSignal.Alive.class).sequence()).isEqualTo(6);
            assertThat(spy.next(Duration.ofMillis(200))).isEmpty();
            assertThat(manager.counters().of("subscriptions refused: not the endpoint's own down topic"))
                    .isEqualTo(forbidden.size() + 1);
        }
    }

    @Test
    void nobody_writes_anything_but_his_own_up_topic() throws Exception {
        try (RawEndpoint hall = joined("hall", Role.DEVICE);
                RawEndpoint forger = joined("forger", Role.CALLER)) {
            List<String> forbidden = List.of(
                    Topics.up(hall.id()),
                    Topics.down(hall.id()),
                    Topics.gone(hall.id()),
                    Topics.gone(forger.id()),
                    "x");
            for (String topic : forbidden) {
                forger.publish(topic, Bytes.of((byte) 1), MqttQoS.AT_LEAST_ONCE);
                MqttMessage answer = forger.await(MqttMessageType.PUBACK);
                assertThat(((MqttPubReplyMessageVariableHeader) answer.variableHeader()).reasonCode() & 0xFF)
                        .as(topic)
                        .isEqualTo(NOT_AUTHORIZED);
            }
            forger.publish(Topics.up(forger.id()), Bytes.of((byte) 1), MqttQoS.AT_LEAST_ONCE);
            MqttMessage own = forger.await(MqttMessageType.PUBACK);
            assertThat(((MqttPubReplyMessageVariableHeader) own.variableHeader()).reasonCode() & 0xFF)
                    .isLessThan(0x80);

            forger.publish(Topics.down(hall.id()), Bytes.of((byte) 1), MqttQoS.AT_MOST_ONCE);
            assertThat(disconnectCode(forger)).isEqualTo(NOT_AUTHORIZED);
            forger.awaitClosed();
            assertThat(hall.next(Duration.ofMillis(200))).isEmpty();
        }
    }

    @Test
    void nothing_is_retained_and_no_exactly_once() throws Exception {
        try (RawEndpoint one = joined("one", Role.CALLER);
                RawEndpoint two = joined("two", Role.CALLER)) {
            one.send(MqttMessageBuilders.publish()
                    .topicName(Topics.up(one.id()))
                    .qos(MqttQoS.AT_MOST_ONCE)
                    .retained(true)
                    .payload(io.netty.buffer.Unpooled.EMPTY_BUFFER)
                    .build());
            assertThat(disconnectCode(one)).isEqualTo(0x9A);
            two.publish(Topics.up(two.id()), Bytes.of((byte) 1), MqttQoS.EXACTLY_ONCE);
            assertThat(disconnectCode(two)).isEqualTo(0x9B);
        }
    }

    @Test
    void a_will_on_anothers_topic_is_refused() throws Exception {
        try (RawEndpoint hall = joined("hall", Role.DEVICE);
                RawEndpoint forger = endpoint()) {
            Login.Attempt attempt = forger.attempt(invite("forger", Role.CALLER));
            String id = attempt.username();
            assertThat(code(forger.connect(id, id, attempt.password(), Optional.of(Topics.gone(hall.id())))))
                    .isEqualTo(NOT_AUTHORIZED);
        }
    }

    @Test
    void who_vanishes_is_offline_at_once_for_the_household() throws Exception {
        RawEndpoint hall = joined("hall", Role.DEVICE);
        try (RawEndpoint phone = joined("phone", Role.CALLER)) {
            hall.say(register());
            hall.hear(ControlSignal.Registered.class);
            phone.say(register());
            phone.hear(ControlSignal.Registered.class);
            hall.vanish();
            assertThat(awaitStatus(report -> !online(report, "hall")).endpoints())
                    .anyMatch(line -> line.name().equals("hall") && !line.online());
            ControlSignal.Peers told = phone.hear(ControlSignal.Peers.class);
            while (told.peers().stream().anyMatch(peer -> peer.name().equals("hall") && peer.online())) {
                told = phone.hear(ControlSignal.Peers.class);
            }
        }
    }

    @Test
    void the_newest_login_takes_the_place_of_the_old_one_and_stays_online() throws Exception {
        RawEndpoint old = joined("hall", Role.DEVICE);
        try (old;
                RawEndpoint fresh = new RawEndpoint(manager.httpPort(), old.identity)) {
            old.say(register());
            old.hear(ControlSignal.Registered.class);
            fresh.comeIn(Optional.empty());
            assertThat(disconnectCode(old)).isEqualTo(0x8E);
            old.awaitClosed();
            fresh.say(register());
            fresh.hear(ControlSignal.Registered.class);
            fresh.say(new ControlSignal.AreYouAlive(1));
            fresh.hear(ControlSignal.Alive.class);
            assertThat(online(manager.status(), "hall")).isTrue();
        }
    }

    @Test
    void mqtt_3_is_refused_with_its_own_reason_code() throws Exception {
        try (RawEndpoint ancient = endpoint().speaking(MqttVersion.MQTT_3_1_1).open()) {
            ancient.send(MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_3_1_1)
                    .clientId("x")
                    .build());
            assertThat(code((MqttConnAckMessage) ancient.await(MqttMessageType.CONNACK)))
                    .isEqualTo(1);
            ancient.awaitClosed();
        }
    }

    @Test
    void messages_sent_at_once_are_all_answered_in_order() throws Exception {
        try (RawEndpoint hall = joined("hall", Role.DEVICE)) {
            for (int i = 0; i < 20; i++) {
                hall.say(new ControlSignal.AreYouAlive(i));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(hall.hear(ControlSignal.Alive.class).sequence()).isEqualTo(i);
            }
        }
    }

    @Test
    void a_broker_that_dies_is_told_and_everybody_comes_back_with_it() throws Exception {
        Assumptions.assumeTrue(external.isPresent(), "the embedded broker lives and dies with the manager");
        RawEndpoint hall = joined("hall", Role.DEVICE);
        external.get().kill();
        hall.awaitClosed();
        awaitStatus(report -> !report.healthy());
        assertThat(RawEndpoint.get(manager.httpPort(), "/healthz").statusCode()).isEqualTo(503);
        assertThat(RawEndpoint.get(manager.httpPort(), "/healthz").body()).contains("broker");
        try (RawEndpoint early = new RawEndpoint(manager.httpPort(), hall.identity)) {
            assertThat(code(early.connect(early.attempt(Optional.empty())))).isEqualTo(0x88);
        }
        external.get().startAgain();
        awaitStatus(StatusReport::healthy);
        assertThat(RawEndpoint.get(manager.httpPort(), "/healthz").statusCode()).isEqualTo(200);
        try (RawEndpoint back = new RawEndpoint(manager.httpPort(), hall.identity).comeIn(Optional.empty())) {
            back.say(new ControlSignal.AreYouAlive(1));
            assertThat(back.hear(ControlSignal.Alive.class).sequence()).isEqualTo(1);
        }
    }

    private static int code(MqttConnAckMessage answer) {
        return answer.variableHeader().connectReturnCode().byteValue() & 0xFF;
    }

    private static int disconnectCode(RawEndpoint endpoint) throws Exception {
        MqttMessage word = endpoint.next(RawEndpoint.PATIENCE).orElseThrow();
        while (word.fixedHeader().messageType() == MqttMessageType.PUBLISH) {
            word = endpoint.next(RawEndpoint.PATIENCE).orElseThrow(); // what the manager had still to tell
        }
        assertThat(word.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
        return ((MqttReasonCodeAndPropertiesVariableHeader) word.variableHeader()).reasonCode() & 0xFF;
    }
}
