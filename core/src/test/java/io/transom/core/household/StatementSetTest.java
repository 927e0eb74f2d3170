package io.transom.core.household;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.household.StatementSet.Refusal;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement.Revoke;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatementSetTest {
    private final Family family = new Family();
    private final List<SignedStatement> everything = everything();

    /** Every kind of statement about four endpoints, by the root and by two who manage, with colliding serials. */
    private List<SignedStatement> everything() {
        List<SignedStatement> all = new ArrayList<>();
        List<Identity> people = List.of(family.anna, family.ben, family.sitter, family.door);
        for (Identity manager : List.of(family.anna, family.ben)) {
            all.add(family.byRoot(manager, "boss", 3, Right.CALL, Right.MANAGE));
            all.add(family.byRoot(manager, "chief", 7, Right.MANAGE));
            all.add(family.byRoot(manager, "was boss", 5, Right.CALL));
            for (Identity who : people) {
                all.add(family.by(manager, who, "guest", 4, Right.CALL));
                all.add(family.by(manager, who, "other guest", 4, Right.TALK));
                all.add(family.by(manager, who, "guest again", 9, Right.CALL));
                all.add(family.revokeBy(manager, who, 4));
            }
        }
        for (Identity who : List.of(family.sitter, family.door, family.ben)) {
            all.add(family.byRoot(who, "known", 2, Right.CALL));
            all.add(family.revoke(who, 2));
            all.add(family.revoke(who, 6));
        }
        return all;
    }

    private StatementSet some(Random random) {
        List<SignedStatement> chosen = new ArrayList<>();
        for (SignedStatement one : everything) {
            if (random.nextInt(4) == 0) {
                chosen.add(one);
            }
        }
        // Whoever holds a member's statement holds the record that lets it manage.
        everything.stream()
                .filter(one -> random.nextBoolean() && one.statement().serial() == 3)
                .forEach(chosen::add);
        Collections.shuffle(chosen, random);
        return family.empty.add(chosen).set();
    }

    @Test
    void merging_is_commutative_associative_and_idempotent() {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            StatementSet a = some(random);
            StatementSet b = some(random);
            StatementSet c = some(random);
            assertThat(a.merge(b)).isEqualTo(b.merge(a));
            assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
            assertThat(a.merge(a)).isEqualTo(a);
            assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
        }
    }

    @Test
    void in_whatever_order_everything_arrives_the_same_is_known_in_the_end() {
        Random random = new Random(2);
        StatementSet inOrder = family.empty.add(everything).set();
        for (int i = 0; i < 40; i++) {
            List<SignedStatement> shuffled = new ArrayList<>(everything);
            Collections.shuffle(shuffled, random);
            StatementSet set = family.empty;
            // One by one, and what came before its authority comes again: that is what gossip does.
            for (int round = 0; round < 2; round++) {
                for (SignedStatement one : shuffled) {
                    set = set.add(List.of(one)).set();
                }
            }
            assertThat(set).isEqualTo(inOrder);
            assertThat(set.digests()).isEqualTo(inOrder.digests());
        }
    }

    @Test
    void overflowing_sets_merge_alike_and_one_who_manages_displaces_nobody() {
        StatementSet base = family.of(
                family.byRoot(family.anna, "anna", 1, Right.MANAGE),
                family.byRoot(family.ben, "ben", 1, Right.MANAGE),
                family.by(family.ben, family.sitter, "sitter", 1, Right.CALL));
        List<SignedStatement> flood = new ArrayList<>();
        for (int i = 0; i < 3 * StatementSet.MOST_OF_A_MANAGER; i++) {
            flood.add(family.by(family.anna, Identity.generate(family.entropy), "g" + i, 10 + i, Right.CALL));
            flood.add(family.revokeBy(family.anna, Identity.generate(family.entropy), 10 + i));
        }
        StatementSet a = base.add(flood.subList(0, 250)).set();
        StatementSet b = base.add(flood.subList(100, 384)).set();
        StatementSet c = base.add(flood.subList(200, 300)).set();
        assertThat(a.merge(b)).isEqualTo(b.merge(a)).isEqualTo(base.add(flood).set());
        assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(c.merge(b)));
        assertThat(a.merge(b).all()).hasSize(3 + 2 * StatementSet.MOST_OF_A_MANAGER);
        assertThat(a.merge(b).all()).containsAll(base.all());
    }

    @Test
    void a_revocation_wins_before_and_after_what_it_revokes_and_for_ever() {
        SignedStatement admitted = family.byRoot(family.sitter, "sitter", 5, Right.CALL);
        SignedStatement revoked = family.revoke(family.sitter, 5);
        assertThat(family.of(admitted).add(List.of(revoked)).set()).isEqualTo(family.of(revoked, admitted));
        assertThat(membership(family.of(revoked).add(List.of(admitted)).set()).members(known()))
                .isEmpty();
        SignedStatement anew = family.byRoot(family.sitter, "sitter", 6, Right.CALL);
        assertThat(membership(family.of(admitted, revoked, anew)).members(known()))
                .hasSize(1);
    }

    @Test
    void what_a_revoked_manager_has_said_is_void_also_after_it_was_admitted_anew() {
        SignedStatement office = family.byRoot(family.anna, "anna", 1, Right.MANAGE);
        SignedStatement guest = family.by(family.anna, family.sitter, "sitter", 2, Right.CALL);
        SignedStatement fired = family.revoke(family.anna, 3);
        SignedStatement again = family.byRoot(family.anna, "anna", 4, Right.MANAGE);
        StatementSet set = family.of(office, guest);
        assertThat(membership(set).members(known())).hasSize(2);
        set = set.add(List.of(fired)).set();
        assertThat(membership(set).members(known())).isEmpty();
        StatementSet.Added after = set.add(List.of(again, guest));
        assertThat(after.refusals()).containsExactly(Refusal.NO_AUTHORITY);
        assertThat(membership(after.set()).members(known()))
                .singleElement()
                .matches(one -> one.name().equals("anna"));
    }

    @Test
    void forged_foreign_and_over_righted_statements_are_refused() {
        StatementSet set = family.of(family.byRoot(family.anna, "anna", 1, Right.MANAGE));
        SignedStatement good = family.byRoot(family.ben, "ben", 2, Right.CALL);
        assertThat(refused(set, new SignedStatement(good.statement(), family.entropy.bytes(64))))
                .isEqualTo(Refusal.FORGED);
        assertThat(refused(set, Family.signed(family.ben, good.statement()))).isEqualTo(Refusal.FORGED);
        SignedStatement another = new SignedStatement(
                family.admit(Optional.empty(), family.ben, "owner", 2, 0, Right.MANAGE), good.signature());
        assertThat(refused(set, another)).isEqualTo(Refusal.FORGED);
        assertThat(refused(set, family.by(family.ben, family.sitter, "sitter", 3, Right.CALL)))
                .isEqualTo(Refusal.NO_AUTHORITY);
        assertThat(refused(set, family.by(family.anna, family.ben, "ben", 3, Right.MANAGE)))
                .isEqualTo(Refusal.TOO_MUCH);
        RootKey elsewhere = RootKey.generate(family.entropy);
        SignedStatement foreign =
                elsewhere.sign(new Revoke(elsewhere.household(), Optional.empty(), 9, family.anna.id()));
        assertThat(refused(set, foreign)).isEqualTo(Refusal.OTHER_HOUSEHOLD);
    }

    @Test
    void no_octet_of_a_statement_can_be_changed() {
        Bytes good = family.byRoot(family.anna, "anna", 1, Right.CALL).encode();
        int decoded = 0;
        for (int at = 0; at < good.length(); at++) {
            byte[] octets = good.toArray();
            octets[at] ^= 1;
            Optional<SignedStatement> changed = SignedStatement.decode(Bytes.owning(octets));
            if (changed.isPresent()) {
                decoded++;
                StatementSet.Added added = family.empty.add(List.of(changed.get()));
                assertThat(added.set()).isEqualTo(family.empty);
            }
        }
        assertThat(decoded).isGreaterThan(100);
    }

    @Test
    void what_another_lacks_is_found_by_parts() {
        StatementSet all = family.empty.add(everything).set();
        StatementSet less =
                family.empty.add(everything.subList(0, everything.size() / 2)).set();
        assertThat(all.lackedBy(all.digests())).isEmpty();
        StatementSet mended = less.add(all.lackedBy(less.digests())).set();
        assertThat(mended).isEqualTo(all.merge(less));
        assertThat(all.digests())
                .hasSize(StatementSet.PARTS)
                .allMatch(digest -> digest.length() == StatementSet.PART_DIGEST);
    }

    @Test
    void two_households_never_mix() {
        StatementSet other = StatementSet.empty(RootKey.generate(family.entropy).publicKey());
        assertThatThrownBy(() -> family.empty.merge(other)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Refusal refused(StatementSet set, SignedStatement statement) {
        StatementSet.Added added = set.add(List.of(statement));
        assertThat(added.set()).isEqualTo(set);
        return added.refusals().getFirst();
    }

    private static Membership membership(StatementSet set) {
        return new Membership(set);
    }

    private static WallClock.Reading known() {
        return new WallClock.Reading.Known(Family.NOW);
    }
}
