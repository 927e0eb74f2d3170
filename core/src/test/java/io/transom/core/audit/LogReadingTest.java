package io.transom.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.trust.Identity;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.signal.PeerSignal.LogPart;
import io.transom.wire.signal.PeerSignal.LogWanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an intercom has told of its log it can't take back. */
class LogReadingTest {
    private static final int ENOUGH = LogTeller.MOST_PARTS_A_SECOND;
    private static final Duration STEP = Duration.ofMillis(50);

    private final SeededEntropy entropy = new SeededEntropy(9);
    private final Identity door = Identity.generate(entropy);
    private final List<AuditEntry> written = new ArrayList<>();
    private final List<AuditEntry> copy = new ArrayList<>();
    private AuditLog log = new AuditLog(door, 1, List.of(), "");
    private LogTeller teller = new LogTeller(log);
    private Moment now = new Moment(1_000_000_000L);
    private final LogReading reading = new LogReading(Optional.empty(), now);
    private final List<String> faults = new ArrayList<>();
    private int questions;

    @Test
    void the_copy_is_the_log_whatever_is_lost_doubled_or_reordered_on_the_way() {
        Random dice = new Random(3);
        for (int round = 0; round < 40; round++) {
            happens(1 + dice.nextInt(30));
            reading.askNow(now);
            for (int i = 0; i < 20 && copy.size() < written.size(); i++) {
                talk(Duration.ofSeconds(20), dice);
                reading.askNow(now);
            }
            assertThat(copy).isEqualTo(written);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void whatever_was_told_and_is_changed_cut_or_thrown_away_afterwards_is_noticed() {
        happens(30);
        talk(Duration.ofSeconds(20));
        int told = copy.size();
        for (int kept = 0; kept < told; kept++) {
            for (int more : List.of(0, 1, told)) {
                LogReading later = new LogReading(Optional.of(copy.getLast().head()), now);
                List<AuditEntry> rewritten = new ArrayList<>(written.subList(0, kept));
                AuditLog evil = new AuditLog(door, 2, rewritten, "");
                for (int i = 0; i < more; i++) {
                    evil.tell(AuditFact.of(Kind.MICROPHONE_CLOSED, "nothing was here"), now);
                }
                LogWanted question = later.ask(CallId.random(entropy), now).orElseThrow();
                List<LogReading.Read> heard = new LogTeller(evil)
                        .answer(question, ENOUGH, now).stream()
                                .map(part -> later.onPart(part, now))
                                .toList();
                assertThat(heard.getFirst().fault())
                        .as("%s left, %s written since", kept, more)
                        .isPresent();
                assertThat(heard).allMatch(read -> read.entries().isEmpty());
            }
        }
    }

    @Test
    void what_is_too_old_to_be_told_is_a_gap_and_what_is_just_gone_is_a_fault() {
        happens(10);
        talk(Duration.ofSeconds(20));
        int before = copy.size();
        happens(AuditLog.MOST_RECENT + 50);
        reading.askNow(now);
        talk(Duration.ofMinutes(2));
        assertThat(copy.size())
                .as("what may be heard at once")
                .isBetween(AuditLog.MOST_RECENT - 5, AuditLog.MOST_RECENT + 15);
        talk(Duration.ofMinutes(30));
        assertThat(faults).isEmpty();
        assertThat(copy.get(before).sequence()).isGreaterThan(before);
        assertThat(copy.subList(before, copy.size()))
                .isEqualTo(written.subList(written.size() - AuditLog.MOST_RECENT, written.size()));

        List<AuditEntry> end = written.subList(written.size() - 20, written.size());
        LogReading early = new LogReading(Optional.of(written.get(before).head()), now);
        LogWanted question = early.ask(CallId.random(entropy), now).orElseThrow();
        List<LogPart> parts = new LogTeller(new AuditLog(door, 2, end, "")).answer(question, ENOUGH, now);
        assertThat(early.onPart(parts.getFirst(), now).fault().orElseThrow()).contains("are gone");
    }

    @Test
    void an_intercom_that_tells_without_end_is_heard_for_a_while_and_then_so_slowly_that_a_copy_lasts() {
        happens(AuditLog.MOST_RECENT);
        int heard = 0;
        Moment until = now.plus(Duration.ofDays(1));
        while (!until.reached(now)) {
            // It says that it was started anew, again and again.
            reading.askNow(now);
            LogWanted question =
                    reading.ask(CallId.random(entropy), now).orElse(new LogWanted(CallId.random(entropy), 0));
            happens(40);
            for (LogPart part : teller.answer(question, ENOUGH, now)) {
                LogPart endless =
                        new LogPart(part.call(), Long.MAX_VALUE, part.oldest(), part.following(), part.entries());
                heard += reading.onPart(endless, now).entries().size();
            }
            now = now.plus(Duration.ofSeconds(20));
        }
        assertThat(heard)
                .isBetween(
                        AuditLog.MOST_RECENT + LogReading.MOST_A_DAY - 40,
                        AuditLog.MOST_RECENT + LogReading.MOST_A_DAY + 40);
    }

    @Test
    void a_hole_is_a_fault_and_no_loss() {
        happens(30);
        talk(Duration.ofSeconds(20));
        happens(5);
        List<AuditEntry> holed = new ArrayList<>(written);
        holed.remove(written.size() - 3);
        reading.askNow(now);
        LogWanted question = reading.ask(CallId.random(entropy), now).orElseThrow();
        List<LogPart> parts = new LogTeller(new AuditLog(door, 2, holed, "")).answer(question, ENOUGH, now);
        assertThat(parts.stream().flatMap(part -> reading.onPart(part, now).fault().stream()))
                .first()
                .asString()
                .contains("entry " + (written.size() - 3) + " is gone");
    }

    @Test
    void who_answers_and_never_tells_what_comes_next_is_asked_seldom_and_found_out_within_an_hour() {
        happens(3);
        talk(Duration.ofSeconds(20));
        reading.askNow(now);
        Moment until = now.plus(Duration.ofHours(1));
        while (!until.reached(now) && faults.isEmpty()) {
            Optional<LogWanted> question = reading.ask(CallId.random(entropy), now);
            if (question.isPresent()) {
                questions++;
                LogPart nothing = new LogPart(question.get().call(), 1_000, 0, 0, List.of());
                reading.onPart(nothing, now).fault().ifPresent(faults::add);
            }
            now = now.plus(STEP);
        }
        assertThat(faults).containsExactly("it doesn't tell entry " + written.size());
        assertThat(questions).isLessThanOrEqualTo(4 * LogReading.MOST_TRIES);
    }

    @Test
    void a_log_never_gets_shorter_nor_older_and_after_a_fault_another_is_read_from_its_beginning() {
        happens(5);
        LogWanted question = reading.ask(CallId.random(entropy), now).orElseThrow();
        LogPart first = teller.answer(question, ENOUGH, now).getFirst();
        reading.onPart(new LogPart(first.call(), 2_000, 1, 1, first.entries().subList(0, 2)), now);
        assertThat(reading.onPart(new LogPart(first.call(), 1_999, 1, 1, List.of()), now)
                        .fault())
                .isPresent();
        now = now.plus(LogReading.AGAIN);
        assertThat(reading.ask(CallId.random(entropy), now).orElseThrow().from())
                .isZero();
    }

    @Test
    void what_nobody_asked_for_counts_for_nothing() {
        happens(3);
        LogWanted question = reading.ask(CallId.random(entropy), now).orElseThrow();
        LogWanted another = new LogWanted(CallId.random(entropy), 0);
        for (LogPart part : teller.answer(another, ENOUGH, now)) {
            assertThat(reading.onPart(part, now)).isEqualTo(LogReading.Read.NOTHING);
        }
        List<LogPart> parts = teller.answer(question, ENOUGH, now);
        parts.forEach(part -> reading.onPart(part, now));
        assertThat(reading.onPart(parts.getFirst(), now)).as("a second time").isEqualTo(LogReading.Read.NOTHING);
    }

    @Test
    void who_does_not_answer_is_asked_a_few_times_and_then_much_later() {
        Moment until = now.plus(LogReading.AGAIN);
        while (!until.reached(now)) {
            questions += reading.ask(CallId.random(entropy), now).isPresent() ? 1 : 0;
            now = now.plus(STEP);
        }
        assertThat(questions).isEqualTo(LogReading.MOST_TRIES);
    }

    @Test
    void however_many_ask_no_more_is_told_than_leaves_room_for_a_ring() {
        happens(500);
        int parts = 0;
        for (int i = 0; i < 1_000; i++) {
            parts += teller.answer(new LogWanted(CallId.random(entropy), 0), ENOUGH, now)
                    .size();
        }
        assertThat(parts).isEqualTo(LogTeller.MOST_PARTS_A_SECOND);
    }

    private void talk(Duration length) {
        talk(length, new Random(1) {
            @Override
            public int nextInt(int bound) {
                return bound - 1;
            }
        });
    }

    /** Of six, one is lost, one comes twice, and one comes before the one in front of it. */
    private void talk(Duration length, Random dice) {
        Moment until = now.plus(length);
        while (!until.reached(now) && copy.size() < written.size()) {
            Optional<LogWanted> question = reading.ask(CallId.random(entropy), now);
            List<LogPart> parts = new ArrayList<>();
            for (LogPart part :
                    question.map(asked -> teller.answer(asked, ENOUGH, now)).orElse(List.of())) {
                switch (dice.nextInt(6)) {
                    case 0 -> {}
                    case 1 -> parts.addAll(List.of(part, part));
                    case 2 -> parts.addFirst(part);
                    default -> parts.add(part);
                }
            }
            for (LogPart part : parts) {
                LogReading.Read read = reading.onPart(part, now);
                copy.addAll(read.entries());
                read.fault().ifPresent(faults::add);
            }
            now = now.plus(STEP);
        }
    }

    private void happens(int times) {
        for (int i = 0; i < times; i++) {
            List<Effect> effects = log.tell(
                    new AuditFact(
                            Kind.MICROPHONE_OPEN,
                            Optional.of(CallId.random(entropy)),
                            Optional.of(door.id()),
                            "anna",
                            "x".repeat(i % 200),
                            "",
                            Bytes.EMPTY),
                    now);
            effects.forEach(effect -> written.add(((Effect.KeepAudit) effect).entry()));
        }
    }
}
