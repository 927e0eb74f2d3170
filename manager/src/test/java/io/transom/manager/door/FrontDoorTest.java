package io.transom.manager.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.manager.Switchboard;
import io.transom.core.trust.Identity;
import io.transom.manager.broker.ExternalBroker;
import io.transom.manager.count.Counters;
import io.transom.manager.mqtt.MqttGateway;
import io.transom.manager.store.SqliteRoster;
import io.transom.manager.switchboard.SwitchboardRunner;
import io.transom.node.time.SystemEntropy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FrontDoorTest {
    @TempDir
    Path directory;

    private static final Pages NOTHING = new Pages() {
        @Override
        public Health health() {
            return new Health(true, "{}");
        }

        @Override
        public CompletableFuture<Optional<String>> challenge() {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public Optional<String> acmeProof(String token) {
            return Optional.empty();
        }
    };

    @Test
    void who_is_turned_away_before_there_is_a_certificate_leaves_no_trace_in_the_count_of_connections()
            throws Exception {
        SystemEntropy entropy = new SystemEntropy();
        Counters counters = new Counters();
        InetAddress here = InetAddress.getLoopbackAddress();
        try (SqliteRoster roster = SqliteRoster.open(directory.resolve("a.db"));
                FrontDoor door = FrontDoor.open(
                        here,
                        0,
                        Limits.DEFAULT,
                        NOTHING,
                        new MqttGateway.Surroundings(
                                ExternalBroker.parse("tcp://127.0.0.1:1", Optional.empty()),
                                new SwitchboardRunner(
                                        new Switchboard(Identity.generate(entropy), roster, entropy),
                                        (topic, payload) -> true,
                                        event -> {},
                                        counters,
                                        Clock.systemUTC()),
                                counters),
                        Optional.empty(),
                        Optional.of(new FrontDoor.TlsPort(0, Optional::empty)))) {
            for (int i = 0; i < 10; i++) {
                try (Socket turnedAway = new Socket(here, door.tlsPort().orElseThrow())) {
                    assertThat(turnedAway.getInputStream().read()).isEqualTo(-1);
                }
            }
            assertThat(counters.of("connections refused: there is no certificate yet"))
                    .isEqualTo(10);
            assertThat(door.connections()).isZero();
            assertThat(door.guests()).isZero();
        }
    }
}
