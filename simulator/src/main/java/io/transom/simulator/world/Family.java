package io.transom.simulator.world;

import io.transom.core.Input;
import io.transom.core.household.Issuing;
import io.transom.core.household.PairingCode;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.simulator.home.Machine;
import io.transom.simulator.net.Dice;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A household with records of its own: Anna holds the root key, the door has a lock, and somebody is a guest, or was. */
final class Family {
    /** Who Mallory is. */
    enum Guest {
        /** Only the manager calls her a member. */
        STRANGER,
        /** Her phone is lost: she was a member, and is taken back. */
        LOST,
        /** She comes in by a pairing code, for an hour, and is taken back before. */
        INVITED
    }

    /** On the household's own calendar: no world lasts so long, but clocks jump. */
    static final long GUEST_UNTIL = Machine.EPOCH + 3600;

    /** Until a record is where it is lacked, when nothing is lost any more: endpoints compare what they hold. */
    private static final Duration TO_SPREAD = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofMillis(500);
    private static final Set<Right> RIGHTS = EnumSet.of(Right.CALL, Right.DROP_IN, Right.TALK, Right.RELEASE);

    private final Town town;
    private final Dice dice;
    private final RootKey root;
    private final Optional<Guest> guest;
    private final StatementSet records;

    /** Everybody's records, before anybody's power goes on. */
    Family(Town town, Dice dice) {
        this.town = town;
        this.dice = dice;
        this.root = RootKey.generate(dice);
        this.guest = town.liar().map(liar -> dice.oneOf(List.of(Guest.values())));
        StatementSet records = StatementSet.empty(root.publicKey());
        records = admit(records, town.caller().identity(), terms(town.caller(), EnumSet.allOf(Right.class), 0));
        records = admit(records, town.device().identity(), terms(town.device(), 0));
        if (guest.equals(Optional.of(Guest.LOST))) {
            Machine lost = town.liar().orElseThrow();
            records = admit(records, lost.identity(), terms(lost, 0));
            lost.pair(records);
        }
        this.records = records;
        town.caller().pair(records);
        town.device().pair(records);
        town.device().drivesALock();
        town.everybody().forEach(Machine::tellsTime);
        guest.ifPresent(kind -> town.report().count("guest " + kind));
        if (guest.equals(Optional.of(Guest.STRANGER))) {
            town.safety().outsider(Town.LIAR);
        }
    }

    /** As they were in the beginning. */
    StatementSet records() {
        return records;
    }

    Optional<Guest> guest() {
        return guest;
    }

    private static Issuing.Terms terms(Machine member, long expiry) {
        return terms(member, RIGHTS, expiry);
    }

    private static Issuing.Terms terms(Machine member, Set<Right> rights, long expiry) {
        Issuing.Terms always = Issuing.Terms.always(member.name(), member.role(), rights);
        return new Issuing.Terms(always.name(), always.role(), rights, List.of(), 0, expiry, always.schedule());
    }

    private StatementSet admit(StatementSet records, PublicIdentity identity, Issuing.Terms terms) {
        Issuing issuing = new Issuing(records, new Issuing.Authority.Root(root));
        return records.add(List.of(signed(issuing.admit(identity, terms, Machine.EPOCH))))
                .set();
    }

    private static SignedStatement signed(Issuing.Outcome outcome) {
        return switch (outcome) {
            case Issuing.Outcome.Signed signed -> signed.statement();
            case Issuing.Outcome.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }

    // ---- what happens in the hostile phase ----

    void begin() {
        Duration hostile = town.options().hostile();
        town.liar().ifPresent(liar -> {
            if (guest.equals(Optional.of(Guest.INVITED))) {
                town.time().after(dice.between(Duration.ofSeconds(1), hostile.dividedBy(3)), () -> invite(liar));
            }
            if (!guest.equals(Optional.of(Guest.STRANGER))) {
                town.time().after(dice.between(hostile.dividedBy(2), hostile), () -> takeBack(liar));
            }
        });
    }

    private void invite(Machine liar) {
        PairingCode code = PairingCode.make(dice);
        Issuing.Terms terms = terms(liar, GUEST_UNTIL);
        town.caller().input(new Input.OpenInvite(code, new Issuing.Authority.Root(root), terms));
        liar.input(new Input.JoinHousehold(code, Role.CALLER));
    }

    /** Anna takes Mallory's membership back, as soon as her phone is on; again, if it forgot that before it was written. */
    private void takeBack(Machine liar) {
        boolean known = town.caller()
                .household()
                .filter(records -> areWithout(records, liar))
                .isPresent();
        if (known) {
            return;
        }
        if (!town.caller().isOn()) {
            town.time().after(Duration.ofSeconds(1), () -> takeBack(liar));
            return;
        }
        StatementSet records = town.caller().household().orElseThrow();
        if (!areWith(records, liar)) {
            // Invited, and not there yet.
            town.time().after(Duration.ofSeconds(1), () -> takeBack(liar));
            return;
        }
        town.trace().happened(Town.CALLER, "takes back what was said of " + liar.name());
        Issuing issuing = new Issuing(records, new Issuing.Authority.Root(root));
        SignedStatement revocation =
                signed(issuing.revoke(liar.id(), town.caller().seconds()));
        town.caller().input(new Input.Stated(List.of(revocation)));
    }

    // ---- afterwards ----

    /** What Anna has taken back, the door knows too. */
    void awaitSpread() {
        Optional<Machine> gone = town.liar().filter(this::wasAdmitted);
        gone.ifPresent(this::takeBack);
        for (Duration waited = Duration.ZERO; gone.isPresent() && !knows(gone.get()); waited = waited.plus(STEP)) {
            if (waited.compareTo(TO_SPREAD) >= 0) {
                throw new Violation("after " + TO_SPREAD.toSeconds() + " s the door doesn't know who was taken back");
            }
            town.run(STEP);
        }
    }

    private boolean wasAdmitted(Machine liar) {
        return town.caller()
                .household()
                .filter(records -> areWith(records, liar) || areWithout(records, liar))
                .isPresent();
    }

    private boolean knows(Machine gone) {
        return town.device()
                .household()
                .filter(records -> areWithout(records, gone))
                .isPresent();
    }

    private static boolean areWith(StatementSet records, Machine guest) {
        return records.all().stream()
                .map(SignedStatement::statement)
                .anyMatch(
                        said -> said instanceof Statement.Admit && said.about().equals(guest.id()));
    }

    static boolean areWithout(StatementSet records, Machine gone) {
        return records.all().stream()
                .map(SignedStatement::statement)
                .anyMatch(
                        said -> said instanceof Statement.Revoke && said.about().equals(gone.id()));
    }
}
