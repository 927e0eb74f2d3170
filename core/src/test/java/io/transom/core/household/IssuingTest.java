package io.transom.core.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Outcome;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.WallClock.Reading;
import io.transom.core.trust.Identity;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IssuingTest {
    private final Family family = new Family();
    private final StatementSet base = family.of(
            family.byRoot(family.anna, "anna", 1, Right.MANAGE, Right.CALL),
            family.byRoot(family.ben, "ben", 1, Right.CALL));

    private Outcome byAnna(StatementSet set, Identity who, Terms terms) {
        return new Issuing(set, new Authority.Manager(family.anna)).admit(who.publicIdentity(), terms, Family.NOW);
    }

    private static String refusal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Signed signed -> "";
            case Outcome.Refused refused -> refused.reason();
        };
    }

    @Test
    void whoever_manages_admits_guests_and_takes_them_back() {
        StatementSet set = Family.with(base, byAnna(base, family.sitter, Family.may("sitter", Right.CALL)));
        assertThat(new Membership(set).members(new Reading.Known(Family.NOW))).hasSize(3);
        Issuing anna = new Issuing(set, new Authority.Manager(family.anna));
        set = Family.with(set, anna.revoke(family.sitter.id(), Family.NOW));
        assertThat(new Membership(set).members(new Reading.Known(Family.NOW))).hasSize(2);
        assertThat(refusal(anna.revoke(family.ben.id(), Family.NOW))).contains("only who has admitted a member");
    }

    @Test
    void a_guest_who_was_taken_back_is_invited_anew() {
        StatementSet set = Family.with(
                base, family.issuing(base).admit(family.sitter.publicIdentity(), Family.may("sitter"), Family.NOW));
        set = Family.with(set, family.issuing(set).revoke(family.sitter.id(), Family.NOW));
        assertThat(new Membership(set).record(family.sitter.id(), new Reading.Known(Family.NOW)))
                .isEmpty();
        set = Family.with(
                set, family.issuing(set).admit(family.sitter.publicIdentity(), Family.may("sitter"), Family.NOW));
        assertThat(new Membership(set).record(family.sitter.id(), new Reading.Known(Family.NOW)))
                .isPresent();
    }

    @Test
    void only_the_owner_makes_managers_and_never_with_keys_that_were_lost() {
        assertThat(refusal(byAnna(base, family.sitter, Family.may("sitter", Right.MANAGE))))
                .isEqualTo("only the household's owner lets others manage it");
        StatementSet set = Family.with(base, family.issuing(base).revoke(family.anna.id(), Family.NOW));
        assertThat(refusal(byAnna(set, family.sitter, Family.may("sitter")))).isNotEmpty();
        assertThat(refusal(family.issuing(set)
                        .admit(family.anna.publicIdentity(), Family.may("anna", Right.MANAGE), Family.NOW)))
                .contains("these keys were once taken out");
        StatementSet again = Family.with(
                set, family.issuing(set).admit(family.anna.publicIdentity(), Family.may("anna"), Family.NOW));
        assertThat(refusal(byAnna(again, family.sitter, Family.may("sitter")))).isNotEmpty();
    }

    @Test
    void who_has_the_key_comes_back_after_each_revocation() {
        StatementSet set = base;
        for (int i = 0; i < 3; i++) {
            set = Family.with(set, family.issuing(set).revoke(family.ben.id(), Family.NOW));
            assertThat(new Membership(set).member(family.ben.id(), new Reading.Known(Family.NOW)))
                    .isInstanceOf(Membership.Verdict.Refused.class);
            set = Family.with(
                    set, family.issuing(set).admit(family.ben.publicIdentity(), Family.may("ben"), Family.NOW));
            assertThat(new Membership(set).member(family.ben.id(), new Reading.Known(Family.NOW)))
                    .isInstanceOf(Membership.Verdict.Allowed.class);
        }
    }

    @Test
    void a_name_has_one_member_and_the_owners_word_stands() {
        assertThat(refusal(family.issuing(base).admit(family.sitter.publicIdentity(), Family.may("ben"), Family.NOW)))
                .startsWith("there is a member called ben already");
        assertThat(refusal(byAnna(base, family.ben, Family.may("ben", Right.DROP_IN))))
                .contains("only the owner gives it other terms");
        assertThat(refusal(family.issuing(base)
                        .admit(
                                family.sitter.publicIdentity(),
                                new Terms("sitter", Role.CALLER, Set.of(), List.of(), 0, 5, Schedule.ALWAYS),
                                Family.NOW)))
                .isEqualTo("that time is over already");
    }

    @Test
    void a_household_has_sixty_four_members_and_remembers_256_who_were_taken_back() {
        StatementSet set = family.empty;
        for (int i = 0; i < Issuing.MOST_MEMBERS; i++) {
            set = Family.with(
                    set,
                    family.issuing(set)
                            .admit(
                                    Identity.generate(family.entropy).publicIdentity(),
                                    Family.may("m" + i),
                                    Family.NOW));
        }
        assertThat(refusal(family.issuing(set).admit(family.anna.publicIdentity(), Family.may("one more"), Family.NOW)))
                .startsWith("a household has 64 members at most");
        StatementSet full = base;
        for (int i = 0; i < StatementSet.MOST_ROOT_REVOCATIONS; i++) {
            full = Family.with(
                    full,
                    family.issuing(full)
                            .revoke(Identity.generate(family.entropy).id(), Family.NOW));
        }
        assertThat(refusal(family.issuing(full).revoke(family.ben.id(), Family.NOW)))
                .contains("make a new household");
    }
}
