package io.transom.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.EventName;
import io.transom.core.manager.Household.Endpoint;
import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Verdict;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.Login;
import io.transom.wire.Bytes;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalCodec;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginRulesTest {
    private final Household home = new Household();

    @Test
    void an_invite_lets_a_stranger_in_once_and_for_good() {
        Endpoint device = home.new Endpoint();
        Bytes secret = home.invite("door", Role.DEVICE, "home");
        assertThat(refusal(device.login())).contains("not a member");
        assertThat(device.login(device.attempt(Optional.of(secret)))).isInstanceOf(Verdict.Admitted.class);
        assertThat(device.login()).isInstanceOf(Verdict.Admitted.class);
        assertThat(home.count(EventName.JOINED)).isEqualTo(1);
    }

    @Test
    void a_spent_a_wrong_and_an_expired_invite_are_told_apart() {
        Bytes secret = home.invite("door", Role.DEVICE, "home");
        Endpoint first = home.new Endpoint();
        first.login(first.attempt(Optional.of(secret)));

        Endpoint second = home.new Endpoint();
        assertThat(refusal(second.login(second.attempt(Optional.of(secret))))).contains("was used before");
        assertThat(refusal(second.login(second.attempt(Optional.of(home.entropy.bytes(16))))))
                .contains("does not know the invite");
        Bytes old = home.entropy.bytes(16);
        home.roster.invite(new Invite(InviteCode.secretHash(old), "shed", Role.DEVICE, "home", Household.TODAY));
        assertThat(refusal(second.login(second.attempt(Optional.of(old))))).contains("has expired");
        assertThat(home.counted(Counters.Reason.LOGIN_NOT_ADMITTED)).isEqualTo(3);
        assertThat(home.count(EventName.REFUSED)).isEqualTo(3);
    }

    @Test
    void an_endpoint_that_joined_may_show_its_spent_invite_again() {
        Endpoint device = home.new Endpoint();
        Bytes secret = home.invite("door", Role.DEVICE, "home");
        device.login(device.attempt(Optional.of(secret)));
        assertThat(device.login(device.attempt(Optional.of(secret)))).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void a_stolen_password_is_good_for_nothing_once_it_was_used() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        Login.Attempt attempt = device.attempt(Optional.empty());
        assertThat(device.login(attempt)).isInstanceOf(Verdict.Admitted.class);
        assertThat(refusal(device.login(attempt))).contains("used before");
        assertThat(home.counted(Counters.Reason.LOGIN_CHALLENGE)).isEqualTo(1);
    }

    @Test
    void a_password_that_was_kept_back_is_good_for_thirty_seconds() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        Login.Attempt inTime = device.attempt(Optional.empty());
        Login.Attempt late = device.attempt(Optional.empty());
        home.now = home.now.plus(Challenges.LIFE);
        assertThat(device.login(inTime)).isInstanceOf(Verdict.Admitted.class);
        home.now = home.now.plus(Duration.ofNanos(1));
        assertThat(refusal(device.login(late))).contains("older than 30 s");
    }

    @Test
    void a_challenge_of_ones_own_making_is_refused() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        byte[] forged = home.switchboard.challenge(home.now).toArray();
        forged[9] ^= 1;
        for (Bytes challenge : new Bytes[] {Bytes.of(forged), Bytes.EMPTY, Bytes.of(new byte[32])}) {
            Login.Attempt attempt = Login.attempt(
                    device.identity, home.manager.publicIdentity(), challenge, Optional.empty(), home.entropy);
            assertThat(refusal(device.login(attempt))).contains("not one of this manager's");
        }
    }

    @Test
    void a_challenge_from_before_a_restart_is_refused_for_nobody_knows_whether_it_was_used() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        Login.Attempt before = device.attempt(Optional.empty());
        Switchboard restarted = new Switchboard(home.manager, home.roster, home.entropy);
        Verdict verdict = restarted.login(before.username(), before.password(), home.now, Household.TODAY);
        assertThat(refusal(verdict)).contains("not one of this manager's");
    }

    @Test
    void nobody_logs_in_with_someone_elses_id() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        Endpoint thief = home.new Endpoint();
        Login.Attempt own = thief.attempt(Optional.empty());
        Verdict verdict = home.switchboard.login(device.id().text(), own.password(), home.now, Household.TODAY);
        assertThat(refusal(verdict)).contains("does not prove");
        assertThat(home.counted(Counters.Reason.LOGIN_UNPROVED)).isEqualTo(1);
    }

    @Test
    void a_refused_login_burns_neither_the_invite_nor_the_session_that_is_there() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        Endpoint joining = home.new Endpoint();
        Bytes secret = home.invite("phone", Role.CALLER, "home");
        Login.Attempt stale = joining.attempt(Optional.of(secret));
        home.now = home.now.plus(Duration.ofSeconds(31));
        device.login();
        assertThat(joining.login(stale)).isInstanceOf(Verdict.Refused.class);
        assertThat(joining.login(joining.attempt(Optional.of(secret)))).isInstanceOf(Verdict.Admitted.class);

        home.switchboard.login(device.id().text(), Bytes.of(new byte[130]), home.now, Household.TODAY);
        device.say(new ControlSignal.AreYouAlive(5));
        assertThat(device.last(ControlSignal.Alive.class).sequence()).isEqualTo(5);
    }

    @Test
    void an_invite_gives_a_name_to_new_keys_and_the_old_ones_are_out() {
        Endpoint lost = home.new Endpoint().joined("phone", Role.CALLER, "home").registered("203.0.113.1:4000");
        Endpoint fresh = home.new Endpoint().joined("phone", Role.CALLER, "home");
        assertThat(home.dropped).containsExactly(lost.id());
        assertThat(refusal(lost.login())).contains("no longer");
        lost.say(new ControlSignal.AreYouAlive(1));
        assertThat(lost.heard(ControlSignal.Alive.class)).isEmpty();
        assertThat(fresh.login()).isInstanceOf(Verdict.Admitted.class);
        assertThat(home.switchboard.present()).hasSize(1);
    }

    @Test
    void the_newest_login_wins_and_the_older_ones_messages_and_will_no_longer_count() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        device.registered("203.0.113.1:4000");
        Bytes oldWill = device.will;
        Bytes oldMessage = device.sealed(new ControlSignal.Leave());
        device.login();
        home.hand(Topics.up(device.id()), oldMessage);
        home.hand(Topics.gone(device.id()), oldWill);
        assertThat(home.counted(Counters.Reason.MESSAGE_UNSEALED)).isEqualTo(2);
        assertThat(home.switchboard.present())
                .singleElement()
                .matches(presence -> presence.peer().online());
        device.say(new ControlSignal.AreYouAlive(9));
        assertThat(device.last(ControlSignal.Alive.class).sequence()).isEqualTo(9);
    }

    @Test
    void a_login_without_the_keys_takes_nobodys_place() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        Identity thief = Identity.generate(home.entropy);
        Login.Attempt attempt = Login.attempt(
                thief,
                home.manager.publicIdentity(),
                home.switchboard.challenge(home.now),
                Optional.empty(),
                home.entropy);
        Bytes mixed = Bytes.join(
                device.identity.publicIdentity().encode(),
                attempt.password().slice(64, attempt.password().length()));
        home.switchboard.login(device.id().text(), mixed, home.now, Household.TODAY);
        device.say(new ControlSignal.AreYouAlive(2));
        assertThat(device.last(ControlSignal.Alive.class).sequence()).isEqualTo(2);
    }

    @Test
    void a_name_that_could_move_a_cursor_joins_nobody() {
        Endpoint device = home.new Endpoint();
        Bytes secret = home.invite("door\u001b[2J", Role.DEVICE, "home");
        assertThat(refusal(device.login(device.attempt(Optional.of(secret))))).contains("nothing can be called");
    }

    @Test
    void a_refusal_that_will_pass_does_not_speak_of_invites_or_members() {
        // Endpoints give up for good on those two words, and only then.
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        Login.Attempt used = device.attempt(Optional.empty());
        device.login(used);
        Login.Attempt stale = device.attempt(Optional.empty());
        home.now = home.now.plus(Duration.ofMinutes(1));
        assertThat(refusal(device.login(used))).doesNotContain("invite").doesNotContain("member");
        assertThat(refusal(device.login(stale))).doesNotContain("invite").doesNotContain("member");
    }

    @Test
    void whoever_logs_in_and_never_registers_is_dropped() {
        Endpoint device = home.new Endpoint().joined("door", Role.DEVICE, "home");
        home.after(Attendance.TIME_TO_REGISTER);
        assertThat(home.dropped).containsExactly(device.id());
        assertThat(home.switchboard.present()).isEmpty();
    }

    @Test
    void where_all_places_are_taken_one_who_has_his_may_log_in_anew_and_another_comes_in_once_somebody_left() {
        Household full = new Household(3);
        Endpoint door = full.new Endpoint().joined("door", Role.DEVICE, "home");
        Endpoint shed = full.new Endpoint().joined("shed", Role.DEVICE, "home");
        full.new Endpoint().joined("phone", Role.CALLER, "home");
        Endpoint fourth = full.new Endpoint();
        Login.Attempt attempt = fourth.attempt(Optional.of(full.invite("tablet", Role.CALLER, "home")));

        assertThat(refusal(fourth.login(attempt)))
                .isEqualTo("this manager is full: 3 endpoints are online")
                // On those two words endpoints give up for good.
                .doesNotContain("invite")
                .doesNotContain("member");
        assertThat(full.counted(Counters.Reason.LOGIN_FULL)).isEqualTo(1);
        assertThat(door.login()).isInstanceOf(Verdict.Admitted.class);
        assertThat(full.switchboard.present()).hasSize(3);
        assertThat(fourth.login(attempt)).isInstanceOf(Verdict.Refused.class);

        shed.say(new ControlSignal.Leave());
        assertThat(fourth.login(attempt)).isInstanceOf(Verdict.Admitted.class);
        assertThat(refusal(shed.login())).contains("full");
        assertThat(full.dropped).isEmpty();
    }

    @Test
    void random_passwords_change_nothing_and_are_counted() {
        for (int length = 0; length < 300; length++) {
            Verdict verdict =
                    home.switchboard.login("a".repeat(26), home.entropy.bytes(length), home.now, Household.TODAY);
            assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        }
        assertThat(home.counted(Counters.Reason.LOGIN_UNPROVED)).isEqualTo(300);
        home.after(Duration.ofMinutes(1));
        assertThat(home.count(EventName.REFUSED)).isEqualTo(Switchboard.MOST_PENDING);
        assertThat(home.count(EventName.COUNTED)).isEqualTo(1);
        assertThat(home.switchboard.wakeAt()).isEqualTo(io.transom.wire.Moment.NEVER);
    }

    private static String refusal(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).reason();
    }

    @Test
    void an_endpoint_cannot_pass_a_message_off_as_its_will() {
        Endpoint device =
                home.new Endpoint().joined("door", Role.DEVICE, "home").registered("203.0.113.1:4000");
        Bytes notLeaving =
                device.channel.seal(Topics.gone(device.id()), SignalCodec.encode(new ControlSignal.AreYouAlive(1)));
        home.hand(Topics.gone(device.id()), notLeaving);
        assertThat(home.counted(Counters.Reason.MESSAGE_MALFORMED)).isEqualTo(1);
    }
}
