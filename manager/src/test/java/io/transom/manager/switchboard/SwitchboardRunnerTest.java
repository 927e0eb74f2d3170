package io.transom.manager.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.manager.Switchboard;
import io.transom.core.manager.Switchboard.Verdict;
import io.transom.core.trust.Identity;
import io.transom.manager.count.Counters;
import io.transom.manager.store.SqliteRoster;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits for the switchboard while it is busy; here it doesn't begin before a test lets it. */
@Timeout(30)
class SwitchboardRunnerTest {
    private static final int FLOOD = 20_000;
    private static final String WORDS = "strangers refused: too many at once";

    @TempDir
    Path directory;

    private final Counters counters = new Counters();
    private final Identity stranger = Identity.generate(new SystemEntropy());
    private SqliteRoster roster;
    private SwitchboardRunner runner;

    private static final class Nowhere implements ControlConnection {
        @Override
        public void replaced() {}

        @Override
        public void drop(String reason) {}
    }

    @BeforeEach
    void make() throws Exception {
        SystemEntropy entropy = new SystemEntropy();
        roster = SqliteRoster.open(directory.resolve("a.db"));
        runner = new SwitchboardRunner(
                new Switchboard(Identity.generate(entropy), roster, entropy),
                (topic, payload) -> true,
                event -> {},
                counters,
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        runner.close();
        roster.close();
    }

    private CompletableFuture<Verdict> login() {
        return runner.login(new Nowhere(), stranger.id().text(), Bytes.utf8("wrong"));
    }

    @Test
    void strangers_who_all_log_in_at_once_wait_in_bounded_memory_and_the_next_ones_turn_comes() throws Exception {
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        List<CompletableFuture<Optional<Bytes>>> challenges = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            verdicts.add(login());
            challenges.add(runner.challenge());
        }
        long refused = verdicts.stream().filter(CompletableFuture::isDone).count()
                + challenges.stream().filter(CompletableFuture::isDone).count();
        assertThat(refused).isEqualTo(2 * FLOOD - SwitchboardRunner.MOST_WAITING_STRANGERS);
        assertThat(counters.of(WORDS)).isEqualTo(refused);
        assertThat(verdicts.getLast().get()).isInstanceOf(Verdict.Refused.class);
        assertThat(challenges.getLast().get()).isEmpty();
        runner.start();
        assertThat(challenges.getFirst().get(10, TimeUnit.SECONDS)).isPresent();
        for (CompletableFuture<Verdict> verdict : verdicts) {
            verdict.get(10, TimeUnit.SECONDS);
        }
        assertThat(runner.challenge().get(10, TimeUnit.SECONDS)).isPresent();
        assertThat(counters.of(WORDS)).isEqualTo(refused);
    }

    @Test
    void messages_that_come_faster_than_they_are_dealt_with_are_lost_and_counted() throws Exception {
        for (int i = 0; i < FLOOD; i++) {
            runner.message(Topics.up(stranger.id()), Bytes.utf8("anything"));
        }
        String lost = "messages lost: the switchboard is overloaded";
        assertThat(counters.of(lost)).isEqualTo(FLOOD - SwitchboardRunner.MOST_WAITING_MESSAGES);
        // Who comes now is heard all the same.
        CompletableFuture<Optional<Bytes>> challenge = runner.challenge();
        runner.start();
        assertThat(challenge.get(10, TimeUnit.SECONDS)).isPresent();
        runner.message(Topics.up(stranger.id()), Bytes.utf8("one more"));
        assertThat(counters.of(lost)).isEqualTo(FLOOD - SwitchboardRunner.MOST_WAITING_MESSAGES);
    }
}
