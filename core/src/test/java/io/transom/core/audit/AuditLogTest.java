package io.transom.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.trust.Identity;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.signal.PeerSignal.LogPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever changes what an endpoint has written down is told of by the log itself. */
class AuditLogTest {
    private final SeededEntropy entropy = new SeededEntropy(5);
    private final Identity door = Identity.generate(entropy);
    private final Identity anna = Identity.generate(entropy);
    private final List<AuditEntry> written = new ArrayList<>();
    private AuditLog log = new AuditLog(door, 3, List.of(), "");
    private Moment now = new Moment(1_000_000_000L);

    @BeforeEach
    void a_call_and_a_door() {
        keep(log.tell(fact(Kind.MICROPHONE_PRE_ROLL, "right to call"), now));
        keep(log.tell(fact(Kind.MICROPHONE_OPEN, "a press here"), later(1)));
        keep(log.tell(fact(Kind.MICROPHONE_CLOSED, ""), later(30)));
        keep(log.wake(later(10)));
        keep(log.tell(fact(Kind.DOOR_RELEASED, "right to open the door"), later(5)));
        keep(log.sign(later(1)));
    }

    @Test
    void an_untouched_log_holds_and_is_signed_to_its_end() {
        assertThat(kinds())
                .containsExactly(
                        Kind.BEGAN,
                        Kind.STARTED,
                        Kind.MICROPHONE_PRE_ROLL,
                        Kind.MICROPHONE_OPEN,
                        Kind.MICROPHONE_CLOSED,
                        Kind.SIGNED,
                        Kind.DOOR_RELEASED,
                        Kind.SIGNED);
        AuditVerifier verifier = read(written);
        assertThat(verifier.fault()).isEmpty();
        assertThat(verifier.signed()).contains(written.get(6).head());
        assertThat(verifier.last()).isEqualTo(log.head());
        assertThat(log.wakeAt()).isEqualTo(Moment.NEVER);
    }

    @Test
    void any_octet_that_is_another_one_is_told_and_the_entry_is_named() {
        for (int i = 0; i < written.size(); i++) {
            Bytes good = written.get(i).encode();
            for (int at = 0; at < good.length(); at++) {
                byte[] octets = good.toArray();
                octets[at] ^= (byte) (1 + (at * 7 + i) % 255);
                Optional<AuditEntry> bad = AuditEntry.decode(Bytes.owning(octets));
                AuditVerifier verifier = new AuditVerifier(door.publicIdentity());
                for (int n = 0; n < written.size(); n++) {
                    if (n != i) {
                        verifier.read(written.get(n));
                    } else if (bad.isPresent()) {
                        verifier.read(bad.get());
                    } else {
                        verifier.readDamaged("line " + n);
                    }
                }
                // The last entry is a signature: changed in any field but that, it isn't the one that others were told.
                boolean told = verifier.fault().isPresent() || !verifier.last().equals(log.head());
                assertThat(told).as("entry %s, octet %s", i, at).isTrue();
            }
        }
    }

    @Test
    void an_entry_that_was_taken_out_is_told() {
        for (int i = 0; i < written.size() - 1; i++) {
            List<AuditEntry> fewer = new ArrayList<>(written);
            fewer.remove(i);
            if (i > 0) {
                assertThat(read(fewer).fault().orElseThrow()).startsWith("entry " + (i + 1) + " ");
            } else {
                assertThat(fewer.getFirst().sequence())
                        .as("the file knows where it has to begin")
                        .isOne();
            }
        }
    }

    @Test
    void entries_in_another_order_are_told() {
        for (int i = 0; i < written.size(); i++) {
            for (int n = 0; n < i; n++) {
                List<AuditEntry> swapped = new ArrayList<>(written);
                Collections.swap(swapped, i, n);
                assertThat(read(swapped).fault()).as("%s and %s", i, n).isPresent();
            }
        }
    }

    @Test
    void a_chain_that_somebody_without_the_key_has_made_anew_is_told() {
        List<AuditEntry> forged = new ArrayList<>(written.subList(0, 3));
        AuditLog without = new AuditLog(anna, 3, forged, "");
        for (Effect effect : without.tell(fact(Kind.MICROPHONE_CLOSED, ""), now)) {
            forged.add(((Effect.KeepAudit) effect).entry());
        }
        assertThat(read(forged).fault()).as("it isn't signed yet").isEmpty();
        without.sign(now).forEach(effect -> forged.add(((Effect.KeepAudit) effect).entry()));
        assertThat(read(forged).fault().orElseThrow()).contains("not signed by this endpoint");
        AuditLog another = new AuditLog(anna, 3, List.of(), "");
        List<AuditEntry> whole = another.tell(fact(Kind.MICROPHONE_OPEN, ""), now).stream()
                .map(effect -> ((Effect.KeepAudit) effect).entry())
                .toList();
        assertThat(read(whole).fault().orElseThrow()).contains("entry 0", "another endpoint");
    }

    @Test
    void the_next_start_goes_on_where_this_one_ended() {
        log = new AuditLog(door, 4, written, "");
        log.startedWith("push-to-talk, drop-in forbidden");
        keep(log.tell(fact(Kind.MICROPHONE_OPEN, "a press here"), new Moment(5)));
        assertThat(read(written).fault()).isEmpty();
        assertThat(written.get(8).fact()).isEqualTo(AuditFact.of(Kind.STARTED, "push-to-talk, drop-in forbidden"));
        assertThat(written.getLast().boot()).isEqualTo(4);
    }

    @Test
    void time_that_nobody_has_set_is_written_down_and_not_believed() {
        log.onClock(new Input.ClockRead(1_790_000_000L, false), now);
        keep(log.tell(fact(Kind.MICROPHONE_OPEN, ""), later(2)));
        assertThat(written.getLast().wallSeconds()).isEqualTo(1_790_000_002L);
        assertThat(written.getLast().believed()).isFalse();
        log.onClock(new Input.ClockRead(1_790_000_100L, true), now);
        log.onClock(new Input.ClockRead(7, false), now);
        keep(log.tell(fact(Kind.MICROPHONE_CLOSED, ""), now));
        assertThat(written.getLast().wallSeconds()).isEqualTo(1_790_000_100L);
        assertThat(written.getLast().believed()).isTrue();
    }

    @Test
    void a_flood_of_refusals_fills_no_disk_and_hides_no_opening() {
        int before = written.size();
        for (int i = 0; i < 10_000; i++) {
            keep(log.tell(fact(Kind.DOOR_REFUSED, ""), now));
        }
        keep(log.tell(fact(Kind.MICROPHONE_OPEN, "a press here"), now));
        assertThat(written.size() - before).isLessThanOrEqualTo(AuditLog.MOST_REFUSALS + 2);
        assertThat(written.get(written.size() - 2).fact().words()).startsWith("9994 more refusals");
        assertThat(written.getLast().fact().kind()).isEqualTo(Kind.MICROPHONE_OPEN);
    }

    @Test
    void who_has_himself_refused_all_day_pushes_nothing_out_of_the_log() {
        int before = written.size();
        for (int minute = 0; minute < 24 * 60; minute++) {
            for (int i = 0; i < 10; i++) {
                keep(log.tell(fact(Kind.DROP_IN_REFUSED, ""), now));
            }
            keep(log.wake(later(30)));
            later(30);
        }
        // Each of these few is signed, and what was left out before it is told.
        assertThat(written.size() - before).isLessThanOrEqualTo(2 * AuditLog.MOST_REFUSALS_A_DAY);
        keep(log.tell(fact(Kind.DROP_IN_REFUSED, ""), now));
        assertThat(written.getLast().fact().kind()).as("another day").isEqualTo(Kind.DROP_IN_REFUSED);
    }

    @Test
    void who_manages_and_signs_all_day_pushes_nothing_out_of_the_log() {
        int before = written.size();
        for (int minute = 0; minute < 24 * 60; minute++) {
            for (int i = 0; i < 100; i++) {
                keep(log.tell(fact(Kind.MEMBER_ADMITTED, ""), now));
            }
            keep(log.wake(later(30)));
            later(30);
        }
        assertThat(written.size() - before).isLessThanOrEqualTo(2 * AuditLog.MOST_CHANGES_A_DAY);
        assertThat(written)
                .extracting(entry -> entry.fact().words())
                .anyMatch(words -> words.endsWith("more changes of members, which came too fast"));
        int then = written.size();
        keep(log.tell(fact(Kind.DROP_IN_REFUSED, ""), now));
        assertThat(written.size()).as("refusals have a share of their own").isGreaterThan(then);
    }

    @Test
    void no_octets_of_a_stranger_are_an_exception() {
        for (int i = 0; i < 2_000; i++) {
            AuditEntry.decode(entropy.bytes(i % 300));
        }
        Bytes whole = written.get(2).encode();
        for (int i = 0; i < whole.length(); i++) {
            assertThat(AuditEntry.decode(whole.slice(0, i))).isEmpty();
        }
        assertThat(AuditEntry.decode(Bytes.join(whole, Bytes.of((byte) 0)))).isEmpty();
        assertThat(AuditEntry.decode(whole)).contains(written.get(2));
    }

    @Test
    void times_that_no_clock_shows_are_no_entry() {
        AuditEntry good = written.get(2);
        int at = 1 + AuditHead.HASH_LENGTH + 8 + 4;
        for (int field : List.of(at, at + 8)) {
            byte[] octets = good.encode().toArray();
            octets[field] = (byte) 0x80;
            assertThat(AuditEntry.decode(Bytes.owning(octets.clone()))).isEmpty();
            octets[field] = (byte) 0x7F;
            boolean monotonic = field == at;
            assertThat(AuditEntry.decode(Bytes.owning(octets)).isPresent()).isEqualTo(monotonic);
        }
    }

    @Test
    void the_longest_texts_still_fit() {
        String long_ = "ü".repeat(400);
        AuditFact fact = new AuditFact(
                Kind.DOOR_REFUSED,
                Optional.of(CallId.random(entropy)),
                Optional.of(anna.id()),
                long_,
                long_,
                long_,
                entropy.bytes(64));
        keep(log.tell(fact, now));
        Bytes octets = written.getLast().encode();
        assertThat(AuditEntry.decode(octets)).contains(written.getLast());
        assertThat(octets.length()).isBetween(AuditEntry.LONGEST - 2, LogPart.LONGEST_ENTRY);
    }

    private AuditFact fact(Kind kind, String under) {
        EndpointId who = anna.id();
        return new AuditFact(
                kind,
                Optional.of(new CallId(Bytes.owning(new byte[16]))),
                Optional.of(who),
                "anna",
                under,
                "",
                Bytes.EMPTY);
    }

    private Moment later(int seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
        return now;
    }

    private void keep(List<Effect> effects) {
        effects.forEach(effect -> written.add(((Effect.KeepAudit) effect).entry()));
    }

    private List<Kind> kinds() {
        return written.stream().map(entry -> entry.fact().kind()).toList();
    }

    private AuditVerifier read(List<AuditEntry> entries) {
        AuditVerifier verifier = new AuditVerifier(door.publicIdentity());
        entries.forEach(verifier::read);
        return verifier;
    }
}
