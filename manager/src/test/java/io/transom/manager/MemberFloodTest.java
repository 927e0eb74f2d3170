package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.transom.wire.Bytes;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.signal.ControlSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member has logged in, and now it floods. Another one doesn't notice. */
@Timeout(60)
class MemberFloodTest {
    @TempDir
    static Path directory;

    private static Manager manager;
    private static RawEndpoint honest;
    private static int members;

    @BeforeAll
    static void start() throws Exception {
        manager = Manager.start(Settings.in(directory.resolve("data")), RawEndpoint.ENTROPY);
        assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
        honest = joined("hall", "home");
    }

    @AfterAll
    static void stop() {
        honest.close();
        manager.close();
    }

    @AfterEach
    void another_one_does_not_notice() throws Exception {
        honest.say(new ControlSignal.AreYouAlive(++members));
        assertThat(honest.hear(ControlSignal.Alive.class).sequence()).isEqualTo(members);
    }

    private static RawEndpoint joined(String name, String household) throws Exception {
        return new RawEndpoint(manager.httpPort())
                .comeIn(Optional.of(InviteProgram.invite(
                        directory.resolve("data"),
                        name,
                        Role.DEVICE,
                        household,
                        Duration.ofHours(1),
                        RawEndpoint.ENTROPY)));
    }

    private static RawEndpoint flooding() throws Exception {
        return joined("flood-" + ++members, "flood");
    }

    private static long counted(String what) {
        return manager.counters().of(what);
    }

    private static void sendUntilCut(RawEndpoint flood, IntFunction<MqttMessage> packet) throws Exception {
        try {
            for (int i = 1; i <= 10_000 && !flood.isClosed(); i++) {
                flood.send(packet.apply(i));
            }
        } catch (CompletionException e) {
            // It was cut while we were sending.
        }
        flood.awaitClosed();
    }

    @Test
    void a_member_that_sends_packets_without_end_is_cut() throws Exception {
        try (RawEndpoint flood = flooding()) {
            sendUntilCut(flood, i -> MqttMessage.PINGREQ);
        }
        assertThat(counted("connections cut: too many packets")).isEqualTo(1);
    }

    @Test
    void a_member_that_subscribes_without_waiting_for_answers_is_cut() throws Exception {
        try (RawEndpoint flood = flooding()) {
            sendUntilCut(
                    flood,
                    i -> MqttMessageBuilders.subscribe()
                            .messageId(i)
                            .addSubscription(MqttQoS.AT_MOST_ONCE, Topics.down(flood.id()))
                            .build());
        }
        assertThat(counted("subscriptions refused: too many at once")).isPositive();
    }

    @Test
    void a_member_that_subscribes_to_many_things_at_once_is_cut() throws Exception {
        long before = counted("subscriptions refused: too many at once");
        try (RawEndpoint flood = flooding()) {
            MqttMessageBuilders.SubscribeBuilder many =
                    MqttMessageBuilders.subscribe().messageId(1);
            for (int i = 0; i < 17; i++) {
                many.addSubscription(MqttQoS.AT_MOST_ONCE, "topic/" + i);
            }
            flood.send(many.build());
            flood.awaitClosed();
        }
        assertThat(counted("subscriptions refused: too many at once")).isGreaterThan(before);
    }

    @Test
    void a_member_that_sends_more_than_a_packet_may_hold_is_cut() throws Exception {
        try (RawEndpoint flood = flooding()) {
            flood.publish(Topics.up(flood.id()), Bytes.owning(new byte[9_000]), MqttQoS.AT_MOST_ONCE);
            flood.awaitClosed();
        }
    }
}
