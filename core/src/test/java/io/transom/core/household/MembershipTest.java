package io.transom.core.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.household.Membership.Verdict;
import io.transom.core.household.WallClock.Reading;
import io.transom.core.trust.Identity;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.Schedule.Hours;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement.Admit;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final Reading NOW = new Reading.Known(Family.NOW);
    private static final Reading NO_CLOCK = new Reading.Unknown("this machine's clock has not been set");

    private final Family family = new Family();

    private static String refusal(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> "";
            case Verdict.Refused refused -> refused.reason();
        };
    }

    private String judge(StatementSet set, Identity who, Right right, Reading time) {
        return refusal(new Membership(set).judge(who.id(), right, time));
    }

    private SignedStatement timed(Identity who, long notBefore, long expiry, Schedule schedule) {
        return family.root.sign(new Admit(
                family.root.household(),
                Optional.empty(),
                10,
                who.publicIdentity(),
                "sitter",
                Role.CALLER,
                EnumSet.of(Right.CALL),
                List.of(),
                notBefore,
                expiry,
                schedule));
    }

    @Test
    void a_member_may_what_its_record_says_and_nothing_else() {
        StatementSet set = family.of(family.byRoot(family.anna, "anna", 1, Right.CALL, Right.TALK));
        assertThat(judge(set, family.anna, Right.CALL, NOW)).isEmpty();
        assertThat(judge(set, family.anna, Right.TALK, NOW)).isEmpty();
        assertThat(judge(set, family.anna, Right.DROP_IN, NOW)).isEqualTo("anna may not drop in");
        assertThat(judge(set, family.anna, Right.MANAGE, NOW)).isEqualTo("anna may not admit members");
        assertThat(judge(set, family.ben, Right.CALL, NOW)).isEqualTo("it is no member of this household");
    }

    @Test
    void a_guest_of_an_afternoon_is_gone_in_the_evening() {
        StatementSet set = family.of(timed(family.sitter, Family.NOW - 100, Family.NOW + 3_600, Schedule.ALWAYS));
        assertThat(judge(set, family.sitter, Right.CALL, NOW)).isEmpty();
        assertThat(judge(set, family.sitter, Right.CALL, new Reading.Known(Family.NOW + 3_600)))
                .isEqualTo("sitter was a member until 2026-09-21 15:13 UTC");
        assertThat(judge(set, family.sitter, Right.CALL, new Reading.Known(Family.NOW - 101)))
                .isEqualTo("sitter is a member from 2026-09-21 14:11 UTC on");
    }

    @Test
    void without_a_clock_only_those_are_let_in_who_always_are() {
        StatementSet set = family.of(
                timed(family.sitter, 0, Family.NOW + 3_600, Schedule.ALWAYS),
                family.byRoot(family.anna, "anna", 1, Right.CALL));
        assertThat(judge(set, family.anna, Right.CALL, NO_CLOCK)).isEmpty();
        assertThat(judge(set, family.sitter, Right.CALL, NO_CLOCK))
                .isEqualTo("sitter is a member at certain times only, and what time it is isn't known here: this"
                        + " machine's clock has not been set");
    }

    @Test
    void the_cleaner_comes_on_tuesdays() {
        Schedule tuesday = new Schedule("Europe/Berlin", List.of(new Hours(0b10, 9 * 60, 12 * 60)));
        StatementSet set = family.of(timed(family.sitter, 0, 0, tuesday));
        // 2026-09-22 is a Tuesday; Berlin is two hours ahead of UTC then.
        long nine = 1_790_060_400L;
        assertThat(judge(set, family.sitter, Right.CALL, new Reading.Known(nine)))
                .isEmpty();
        assertThat(judge(set, family.sitter, Right.CALL, new Reading.Known(nine - 1)))
                .isEqualTo("sitter is a member at other hours of the week");
        assertThat(judge(set, family.sitter, Right.CALL, new Reading.Known(nine + 3 * 3_600)))
                .isNotEmpty();
        assertThat(judge(set, family.sitter, Right.CALL, new Reading.Known(nine + 86_400)))
                .isNotEmpty();
        Schedule nowhere = new Schedule("Atlantis/Capital", tuesday.hours());
        assertThat(judge(family.of(timed(family.sitter, 0, 0, nowhere)), family.sitter, Right.CALL, NOW))
                .contains("Atlantis/Capital");
    }

    @Test
    void a_record_opens_the_doors_that_it_names() {
        EndpointId garage = family.ben.id();
        Admit plain = family.admit(Optional.empty(), family.anna, "anna", 1, 0, Right.RELEASE);
        Admit one = new Admit(
                plain.household(),
                Optional.empty(),
                2,
                plain.identity(),
                "anna",
                Role.CALLER,
                plain.rights(),
                List.of(family.door.id()),
                0,
                0,
                Schedule.ALWAYS);
        Membership all = new Membership(family.of(family.root.sign(plain)));
        Membership some = new Membership(family.of(family.root.sign(one)));
        assertThat(refusal(all.mayRelease(family.anna.id(), garage, NOW))).isEmpty();
        assertThat(refusal(some.mayRelease(family.anna.id(), family.door.id(), NOW)))
                .isEmpty();
        assertThat(refusal(some.mayRelease(family.anna.id(), garage, NOW)))
                .isEqualTo("anna may open other doors, not this one");
        assertThat(refusal(some.mayRelease(family.ben.id(), garage, NOW))).isNotEmpty();
    }

    @Test
    void a_managers_word_never_takes_from_what_the_root_gave() {
        StatementSet set = family.of(
                family.byRoot(family.anna, "anna", 1, Right.MANAGE),
                family.byRoot(family.ben, "ben", 1, Right.CALL, Right.DROP_IN),
                family.by(family.anna, family.ben, "nobody", 99),
                family.revokeBy(family.anna, family.ben, 99));
        assertThat(judge(set, family.ben, Right.DROP_IN, NOW)).isEmpty();
        assertThat(new Membership(set)
                        .record(family.ben.id(), NOW)
                        .orElseThrow()
                        .name())
                .isEqualTo("ben");
    }

    @Test
    void one_manager_never_takes_back_what_another_gave() {
        StatementSet set = family.of(
                family.byRoot(family.anna, "anna", 1, Right.MANAGE),
                family.byRoot(family.ben, "ben", 1, Right.MANAGE),
                family.by(family.ben, family.sitter, "sitter", 1, Right.CALL),
                family.revokeBy(family.anna, family.sitter, 99));
        assertThat(judge(set, family.sitter, Right.CALL, NOW)).isEmpty();
        set = set.add(List.of(family.revokeBy(family.ben, family.sitter, 1))).set();
        assertThat(judge(set, family.sitter, Right.CALL, NOW)).isEqualTo("it was taken out of this household");
    }

    /** The owner has cut down what a manager gave, until tonight: tomorrow the manager's word is as void as it was today. */
    @Test
    void what_the_root_says_of_a_managers_guest_ends_what_was_said_before_also_when_it_has_run_out() {
        StatementSet set = family.of(
                family.byRoot(family.anna, "anna", 1, Right.MANAGE),
                family.by(family.anna, family.sitter, "sitter", 5, Right.CALL, Right.DROP_IN, Right.RELEASE),
                timed(family.sitter, 0, Family.NOW + 10, Schedule.ALWAYS));
        assertThat(judge(set, family.sitter, Right.CALL, NOW)).isEmpty();
        assertThat(judge(set, family.sitter, Right.DROP_IN, NOW)).isNotEmpty();
        Reading tomorrow = new Reading.Known(Family.NOW + 86_400);
        assertThat(judge(set, family.sitter, Right.DROP_IN, tomorrow)).isNotEmpty();
        assertThat(judge(set, family.sitter, Right.CALL, tomorrow)).contains("was a member until");
        StatementSet again = set.add(List.of(family.by(family.anna, family.sitter, "sitter", 11, Right.CALL)))
                .set();
        assertThat(judge(again, family.sitter, Right.CALL, tomorrow)).isEmpty();
    }

    @Test
    void what_a_manager_gave_ends_with_the_office() {
        SignedStatement guest = family.by(family.anna, family.sitter, "sitter", 1, Right.CALL);
        StatementSet set = family.of(family.byRoot(family.anna, "anna", 1, Right.MANAGE), guest);
        assertThat(judge(set, family.sitter, Right.CALL, NOW)).isEmpty();
        StatementSet demoted = set.add(List.of(family.byRoot(family.anna, "anna", 2, Right.CALL)))
                .set();
        assertThat(judge(demoted, family.sitter, Right.CALL, NOW)).isNotEmpty();
        StatementSet over = family.of(
                family.root.sign(family.admit(Optional.empty(), family.anna, "anna", 1, Family.NOW + 10, Right.MANAGE)),
                guest);
        assertThat(judge(over, family.sitter, Right.CALL, NOW)).isEmpty();
        assertThat(judge(over, family.sitter, Right.CALL, new Reading.Known(Family.NOW + 10)))
                .isNotEmpty();
        assertThat(judge(over, family.sitter, Right.CALL, NO_CLOCK)).isNotEmpty();
    }

    @Test
    void a_clock_is_believed_once_it_was_set_and_never_before_the_newest_record() {
        WallClock clock = new WallClock(0);
        Moment start = new Moment(5_000_000_000L);
        clock.read(Family.NOW, false, 0, start);
        assertThat(clock.at(start, 0)).isInstanceOf(Reading.Unknown.class);
        clock.read(Family.NOW, true, 0, start);
        clock.read(12, false, 0, start.plus(Duration.ofHours(1)));
        assertThat(clock.at(start.plus(Duration.ofHours(2)), 0)).isEqualTo(new Reading.Known(Family.NOW + 7_200));
        assertThat(clock.at(start, Family.NOW + 60)).isEqualTo(new Reading.Known(Family.NOW));
        assertThat(clock.at(start, Family.NOW + 86_400)).isInstanceOf(Reading.Unknown.class);
    }
}
