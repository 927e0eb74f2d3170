package io.transom.core.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.event.EventName;
import io.transom.core.trust.Identity;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.ReleaseAnswer;
import io.transom.wire.signal.PeerSignal.ReleaseAsk;
import io.transom.wire.signal.PeerSignal.ReleaseChallenge;
import io.transom.wire.signal.PeerSignal.ReleaseDone;
import io.transom.wire.signal.PeerSignal.ReleaseDone.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LockTest {
    private static final Duration PULSE = Duration.ofSeconds(3);

    private final SeededEntropy entropy = new SeededEntropy(11);
    private final Identity door = Identity.generate(entropy);
    private final Identity anna = Identity.generate(entropy);
    private final Identity ben = Identity.generate(entropy);
    private final Identity stranger = Identity.generate(entropy);
    private final Set<EndpointId> allowed = new HashSet<>(Set.of(anna.id(), ben.id()));
    private final CallId call = CallId.random(entropy);
    private Lock lock = lock();
    private Moment now = new Moment(1_000_000_000L);
    private int pulses;

    private Lock lock() {
        return new Lock(
                new Lock.Settings(door.publicIdentity(), "front door", PULSE),
                (member, named, at) -> allowed.contains(member),
                entropy);
    }

    // ---- what is right ----

    @Test
    void who_signs_what_the_lock_has_asked_opens_the_door_once() {
        ReleaseAnswer answer = signed(anna, challenge(anna, ask()));
        Lock.Reaction reaction = answer(anna, answer);
        assertThat(reaction.effects()).containsExactly(new Effect.PulseRelay("front door", PULSE));
        assertThat(reaction.reply())
                .as("nobody says that it is open before the relay does")
                .isEmpty();
        assertThat(outcome(lock.onRelay(true, "", now))).isEqualTo(Outcome.RELEASED);
        assertThat(outcome(answer(anna, answer))).as("asked again, told again").isEqualTo(Outcome.RELEASED);
        assertThat(pulses).isEqualTo(1);
    }

    @Test
    void the_event_says_who_it_was() {
        answer(anna, signed(anna, challenge(anna, ask())));
        Effect.Note note = (Effect.Note) lock.onRelay(true, "", now).effects().getFirst();
        assertThat(note.event().name()).isEqualTo(EventName.RELEASED);
        assertThat(note.event().fields().toString()).contains(anna.id().text(), "front door");
    }

    @Test
    void an_ask_that_was_sent_twice_is_one_challenge() {
        ReleaseAsk ask = ask();
        assertThat(challenge(anna, ask)).isEqualTo(challenge(anna, ask));
    }

    @Test
    void two_members_at_once_are_one_pulse() {
        ReleaseAnswer first = signed(anna, challenge(anna, ask()));
        ReleaseAnswer second = signed(ben, challenge(ben, ask()));
        answer(anna, first);
        lock.onRelay(true, "", now);
        now = now.plus(Duration.ofMillis(2_900));
        assertThat(outcome(answer(ben, second))).isEqualTo(Outcome.OPEN_ALREADY);
        assertThat(pulses)
                .as("a second wish never makes the first pulse longer")
                .isEqualTo(1);
    }

    @Test
    void a_relay_that_says_no_or_nothing_is_told_as_it_is() {
        answer(anna, signed(anna, challenge(anna, ask())));
        assertThat(outcome(lock.onRelay(false, "no relay", now))).isEqualTo(Outcome.RELAY_FAILED);
        answer(anna, signed(anna, challenge(anna, ask())));
        now = lock.wakeAt();
        assertThat(outcome(lock.wake(now))).isEqualTo(Outcome.RELAY_FAILED);
        assertThat(lock.onRelay(true, "", now)).as("too late to be believed").isEqualTo(Lock.Reaction.NONE);
    }

    // ---- what isn't ----

    @Test
    void who_has_no_right_gets_no_challenge() {
        assertThat(outcome(lock.onAsk(peer(stranger), ask(), now))).isEqualTo(Outcome.NOT_ALLOWED);
    }

    @Test
    void a_right_that_is_taken_back_after_the_challenge_is_gone() {
        ReleaseAnswer answer = signed(anna, challenge(anna, ask()));
        allowed.remove(anna.id());
        assertThat(outcome(answer(anna, answer))).isEqualTo(Outcome.NOT_ALLOWED);
        allowed.add(anna.id());
        assertThat(outcome(answer(anna, answer))).isEqualTo(Outcome.STALE);
        assertThat(pulses).isZero();
    }

    @Test
    void after_five_seconds_of_the_locks_own_clock_an_answer_is_too_late() {
        ReleaseAnswer answer = signed(anna, challenge(anna, ask()));
        now = now.plus(Lock.CHALLENGE_LIFE);
        assertThat(outcome(answer(anna, answer))).isEqualTo(Outcome.STALE);
        assertThat(pulses).isZero();
    }

    @Test
    void a_clock_that_jumps_back_makes_no_old_challenge_young() {
        ReleaseAnswer answer = signed(anna, challenge(anna, ask()));
        now = new Moment(now.nanos() - 1);
        assertThat(outcome(answer(anna, answer))).isEqualTo(Outcome.STALE);
        assertThat(pulses).isZero();
    }

    @Test
    void an_answer_doesnt_survive_the_locks_restart() {
        ReleaseAsk ask = ask();
        ReleaseAnswer answer = signed(anna, challenge(anna, ask));
        lock = lock();
        assertThat(outcome(answer(anna, answer))).isEqualTo(Outcome.STALE);
        challenge(anna, ask);
        assertThat(outcome(answer(anna, answer)))
                .as("nor for the new challenge")
                .isEqualTo(Outcome.STALE);
        assertThat(pulses).isZero();
    }

    @Test
    void a_signature_is_for_one_lock_door_call_request_nonce_and_member_only() {
        PublicIdentity otherLock = Identity.generate(entropy).publicIdentity();
        PublicIdentity self = anna.publicIdentity();
        CallId otherCall = CallId.random(entropy);
        List<Function<ReleaseChallenge, Bytes>> wrong = List.of(
                asked -> anna.sign(Transcript.of(otherLock, self, asked)),
                asked -> anna.sign(Transcript.of(door.publicIdentity(), ben.publicIdentity(), asked)),
                asked -> anna.sign(transcript(with(asked, otherCall, asked.request(), asked.nonce(), asked.door()))),
                asked -> anna.sign(transcript(with(asked, call, entropy.bytes(16), asked.nonce(), asked.door()))),
                asked -> anna.sign(transcript(with(asked, call, asked.request(), entropy.bytes(32), asked.door()))),
                asked -> anna.sign(transcript(with(asked, call, asked.request(), asked.nonce(), "back door"))),
                asked -> ben.sign(transcript(asked)),
                asked -> Bytes.owning(new byte[64]));
        for (Function<ReleaseChallenge, Bytes> sign : wrong) {
            lock = lock();
            ReleaseChallenge asked = challenge(anna, ask());
            ReleaseAnswer answer = new ReleaseAnswer(call, asked.request(), asked.nonce(), sign.apply(asked));
            assertThat(outcome(answer(anna, answer))).isEqualTo(Outcome.REJECTED);
            assertThat(outcome(answer(anna, signed(anna, asked))))
                    .as("a wrong signature has cost the challenge")
                    .isEqualTo(Outcome.REJECTED);
        }
        assertThat(pulses).isZero();
    }

    @Test
    void an_answer_from_another_member_or_in_another_call_takes_nothing_with_it() {
        ReleaseAnswer answer = signed(anna, challenge(anna, ask()));
        assertThat(outcome(answer(ben, answer))).isEqualTo(Outcome.STALE);
        ReleaseAnswer elsewhere =
                new ReleaseAnswer(CallId.random(entropy), answer.request(), answer.nonce(), answer.signature());
        assertThat(outcome(answer(anna, elsewhere))).isEqualTo(Outcome.STALE);
        assertThat(pulses).isZero();
        answer(anna, answer);
        assertThat(pulses).isEqualTo(1);
    }

    @Test
    void a_door_of_another_name_is_not_this_one() {
        ReleaseAsk other = new ReleaseAsk(call, entropy.bytes(16), "back door");
        assertThat(outcome(lock.onAsk(peer(anna), other, now))).isEqualTo(Outcome.NO_SUCH_DOOR);
    }

    @Test
    void no_nonce_comes_twice_even_where_the_machine_has_no_entropy() {
        Lock broken = new Lock(
                new Lock.Settings(door.publicIdentity(), "front door", PULSE),
                ReleaseRights.only(Set.of(anna.id())),
                count -> Bytes.owning(new byte[count]));
        Set<Bytes> nonces = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Lock.Reaction reaction = broken.onAsk(peer(anna), ask(), now);
            nonces.add(((ReleaseChallenge) reaction.reply().orElseThrow().signal()).nonce());
        }
        assertThat(nonces).hasSize(1_000);
    }

    // ---- abuse ----

    @Test
    void three_wrong_signatures_lock_a_member_out_for_a_minute_then_two_and_never_for_good() {
        Duration expected = Conduct.FIRST_LOCK_OUT;
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < Conduct.MOST_FAULTS; i++) {
                assertThat(outcome(wrong(anna))).isEqualTo(Outcome.REJECTED);
            }
            Lock.Reaction barred = lock.onAsk(peer(anna), ask(), now);
            assertThat(outcome(barred)).isEqualTo(Outcome.LOCKED_OUT);
            assertThat(patience(barred)).isBetween(expected, expected.plusSeconds(1));
            assertThat(challenge(ben, ask())).as("nobody else is").isNotNull();
            now = now.plus(expected);
            Duration doubled = expected.multipliedBy(2);
            expected = doubled.compareTo(Conduct.LONGEST_LOCK_OUT) < 0 ? doubled : Conduct.LONGEST_LOCK_OUT;
        }
        answer(anna, signed(anna, challenge(anna, ask())));
        assertThat(pulses).isEqualTo(1);
    }

    @Test
    void a_day_without_a_fault_is_forgiven() {
        for (int i = 0; i < 2 * Conduct.MOST_FAULTS; i++) {
            wrong(anna);
            now = now.plus(i == 2 ? Conduct.FIRST_LOCK_OUT : Duration.ZERO);
        }
        now = now.plus(Conduct.FORGIVEN_AFTER);
        for (int i = 0; i < Conduct.MOST_FAULTS; i++) {
            wrong(anna);
        }
        assertThat(patience(lock.onAsk(peer(anna), ask(), now))).isEqualTo(Conduct.FIRST_LOCK_OUT.plusSeconds(1));
    }

    @Test
    void replays_of_what_a_member_once_said_cant_lock_it_out() {
        ReleaseAsk oldAsk = ask();
        ReleaseAnswer old = wrongAnswer(anna, challenge(anna, oldAsk));
        answer(anna, old);
        now = now.plus(Lock.REMEMBERED);
        for (int i = 0; i < 100; i++) {
            lock.onAsk(peer(anna), oldAsk, now);
            answer(anna, old);
            now = now.plus(Duration.ofSeconds(1));
        }
        answer(anna, signed(anna, challenge(anna, ask())));
        assertThat(pulses).isEqualTo(1);
    }

    @Test
    void strangers_neither_lock_out_nor_crowd_out_a_member_and_are_answered_seldom() {
        int answered = 0;
        for (int i = 0; i < 1_000; i++) {
            Identity made = i < 20 ? Identity.generate(entropy) : stranger;
            answered += lock.onAsk(peer(made), ask(), now).reply().isPresent() ? 1 : 0;
        }
        assertThat(answered).isEqualTo(Lock.MOST_REFUSALS);
        answer(anna, signed(anna, challenge(anna, ask())));
        assertThat(pulses).isEqualTo(1);
    }

    @Test
    void an_app_that_holds_the_door_open_is_stopped_for_a_minute() {
        for (int i = 0; i < Conduct.MOST_RELEASES; i++) {
            answer(anna, signed(anna, challenge(anna, ask())));
            lock.onRelay(true, "", now);
            now = now.plus(PULSE);
        }
        Lock.Reaction barred = lock.onAsk(peer(anna), ask(), now);
        assertThat(outcome(barred)).isEqualTo(Outcome.LOCKED_OUT);
        now = now.plus(patience(barred));
        answer(anna, signed(anna, challenge(anna, ask())));
        assertThat(pulses).isEqualTo(Conduct.MOST_RELEASES + 1);
    }

    @Test
    void more_members_at_once_than_a_household_has_are_asked_to_wait() {
        for (int i = 0; i < Lock.MOST_CHALLENGES; i++) {
            Identity member = Identity.generate(entropy);
            allowed.add(member.id());
            challenge(member, ask());
        }
        assertThat(outcome(lock.onAsk(peer(anna), ask(), now))).isEqualTo(Outcome.BUSY);
        now = now.plus(Lock.CHALLENGE_LIFE);
        challenge(anna, ask());
    }

    // ---- hands ----

    private ReleaseAsk ask() {
        return new ReleaseAsk(call, entropy.bytes(16), "");
    }

    private ReleaseChallenge challenge(Identity member, ReleaseAsk ask) {
        return (ReleaseChallenge)
                lock.onAsk(peer(member), ask, now).reply().orElseThrow().signal();
    }

    private Bytes transcript(ReleaseChallenge challenge) {
        return Transcript.of(door.publicIdentity(), anna.publicIdentity(), challenge);
    }

    private ReleaseAnswer signed(Identity member, ReleaseChallenge challenge) {
        Bytes signature = member.sign(Transcript.of(door.publicIdentity(), member.publicIdentity(), challenge));
        return new ReleaseAnswer(challenge.call(), challenge.request(), challenge.nonce(), signature);
    }

    private ReleaseAnswer wrongAnswer(Identity member, ReleaseChallenge challenge) {
        Bytes signature = member.sign(Bytes.utf8("something else"));
        return new ReleaseAnswer(challenge.call(), challenge.request(), challenge.nonce(), signature);
    }

    private Lock.Reaction wrong(Identity member) {
        return answer(member, wrongAnswer(member, challenge(member, ask())));
    }

    private static ReleaseChallenge with(ReleaseChallenge like, CallId call, Bytes request, Bytes nonce, String door) {
        return new ReleaseChallenge(call, request, nonce, door, like.life());
    }

    private Lock.Reaction answer(Identity member, ReleaseAnswer answer) {
        Lock.Reaction reaction = lock.onAnswer(peer(member), answer, now);
        pulses += (int) reaction.effects().stream()
                .filter(effect -> effect instanceof Effect.PulseRelay)
                .count();
        return reaction;
    }

    private static Outcome outcome(Lock.Reaction reaction) {
        return ((ReleaseDone) reaction.reply().orElseThrow().signal()).outcome();
    }

    private static Duration patience(Lock.Reaction reaction) {
        return ((ReleaseDone) reaction.reply().orElseThrow().signal()).patience();
    }

    private static Peer peer(Identity identity) {
        return new Peer(
                identity.publicIdentity(), "somebody", Role.CALLER, true, List.of(), Firewall.UNKNOWN, Bytes.EMPTY);
    }
}
