package io.transom.manager.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.transom.core.manager.Switchboard;
import io.transom.core.trust.Identity;
import io.transom.manager.broker.ExternalBroker;
import io.transom.manager.count.Counters;
import io.transom.manager.store.SqliteRoster;
import io.transom.manager.switchboard.SwitchboardRunner;
import io.transom.node.time.SystemEntropy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint whose connection stands, and that takes nothing out of it. */
class SlowReaderTest {
    private static final String CUT = "connections cut: the endpoint doesn't read";
    private static final int WATER_MARK = 65_536;

    @TempDir
    Path directory;

    private final Counters counters = new Counters();
    private SqliteRoster roster;
    private SwitchboardRunner runner;
    private EmbeddedChannel line;

    @BeforeEach
    void open() throws Exception {
        SystemEntropy entropy = new SystemEntropy();
        roster = SqliteRoster.open(directory.resolve("a.db"));
        runner = new SwitchboardRunner(
                new Switchboard(Identity.generate(entropy), roster, entropy),
                (topic, payload) -> true,
                event -> {},
                counters,
                Clock.systemUTC());
        line = new EmbeddedChannel(new MqttGateway(new MqttGateway.Surroundings(
                ExternalBroker.parse("tcp://127.0.0.1:1", Optional.empty()), runner, counters)));
        line.config().setWriteBufferWaterMark(new WriteBufferWaterMark(WATER_MARK / 2, WATER_MARK));
        line.freezeTime();
    }

    @AfterEach
    void close() {
        line.finishAndReleaseAll();
        runner.close();
        roster.close();
    }

    /** What waits for it, and isn't taken. */
    private void fill() {
        line.write(Unpooled.wrappedBuffer(new byte[WATER_MARK + 1]));
        assertThat(line.isWritable()).isFalse();
    }

    private void pass(int seconds) {
        line.advanceTimeBy(seconds, TimeUnit.SECONDS);
        line.runScheduledPendingTasks();
    }

    @Test
    void who_takes_nothing_for_ten_seconds_is_cut() {
        fill();
        pass(9);
        assertThat(line.isOpen()).isTrue();
        pass(2);
        assertThat(line.isOpen()).isFalse();
        assertThat(counters.of(CUT)).isEqualTo(1);
    }

    @Test
    void who_reads_on_in_time_stays() {
        fill();
        pass(9);
        line.flush();
        pass(60);
        assertThat(line.isOpen()).isTrue();
        assertThat(counters.of(CUT)).isZero();
    }
}
