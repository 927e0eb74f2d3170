package io.transom.core.household;

import io.transom.core.household.WallClock.Reading;
import io.transom.core.trust.Identity;
import io.transom.wire.EndpointId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import io.transom.wire.household.Statement.Admit;
import io.transom.wire.household.Statement.Revoke;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes statements, with the root key or as a member who manages; says why where that can't be. */
public final class Issuing {
    /** A family, its helpers and doors; as many as the manager tells of one household. */
    public static final int MOST_MEMBERS = 64;
    /** Owners and whoever stands in for them: every one of them is a phone that can be lost. */
    static final int MOST_MANAGERS = 8;

    /** Who signs. */
    public sealed interface Authority {
        record Root(RootKey key) implements Authority {}

        record Manager(Identity self) implements Authority {}
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Signed(SignedStatement statement) implements Outcome {}

        /** {@code reason} is a whole sentence for people, without the full stop. */
        record Refused(String reason) implements Outcome {}
    }

    /** What a member is to be. */
    public record Terms(
            String name,
            Role role,
            Set<Right> rights,
            List<EndpointId> doors,
            long notBefore,
            long expiry,
            Schedule schedule) {
        public Terms {
            rights = Set.copyOf(rights);
            doors = List.copyOf(doors);
        }

        public Terms named(String other) {
            return new Terms(other, role, rights, doors, notBefore, expiry, schedule);
        }

        /** For good, at all hours, all doors. */
        public static Terms always(String name, Role role, Set<Right> rights) {
            return new Terms(name, role, rights, List.of(), 0, 0, Schedule.ALWAYS);
        }
    }

    private final StatementSet set;
    private final Authority authority;

    public Issuing(StatementSet set, Authority authority) {
        this.set = set;
        this.authority = authority;
    }

    /** Why this authority can sign nothing now, in a sentence for people; empty where it can. */
    public Optional<String> objection(long seconds) {
        return mayIssue(seconds);
    }

    /** Admits {@code identity}, or gives a member other terms. */
    public Outcome admit(PublicIdentity identity, Terms terms, long seconds) {
        EndpointId who = identity.id();
        Optional<String> objection = mayIssue(seconds).or(() -> objection(who, terms, seconds));
        if (objection.isPresent()) {
            return new Outcome.Refused(objection.get());
        }
        return sign(new Admit(
                set.household(),
                issuer(),
                nextSerial(who, seconds),
                identity,
                terms.name(),
                terms.role(),
                terms.rights(),
                terms.doors(),
                terms.notBefore(),
                terms.expiry(),
                terms.schedule()));
    }

    /** Takes back what was said of that member until now. */
    public Outcome revoke(EndpointId who, long seconds) {
        Optional<String> objection = mayIssue(seconds);
        boolean full = set.revocationsBy(issuer()) >= mostRevocations() && set.revokedUpTo(issuer(), who) < 0;
        if (objection.isEmpty() && full) {
            objection = Optional.of("this household has taken back " + mostRevocations()
                    + " members, and that is all that its endpoints remember: make a new household and pair anew");
        }
        if (objection.isEmpty()
                && issuer().isPresent()
                && set.admission(issuer(), who).isEmpty()) {
            objection = Optional.of("only who has admitted a member takes it back, or the owner");
        }
        return objection
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> sign(new Revoke(set.household(), issuer(), nextSerial(who, seconds), who)));
    }

    private Optional<String> mayIssue(long seconds) {
        return switch (authority) {
            case Authority.Root root ->
                root.key().household().equals(set.household())
                        ? Optional.empty()
                        : Optional.of("this is another household's root key");
            case Authority.Manager manager ->
                switch (new Membership(set).judge(manager.self().id(), Right.MANAGE, new Reading.Known(seconds))) {
                    case Membership.Verdict.Allowed allowed ->
                        set.revokedUpTo(Optional.empty(), manager.self().id()) < 0
                                ? Optional.empty()
                                : Optional.of("these keys were once taken out of the household: they can't manage it");
                    case Membership.Verdict.Refused refused -> Optional.of(refused.reason());
                };
        };
    }

    private Optional<String> objection(EndpointId who, Terms terms, long seconds) {
        Reading now = new Reading.Known(seconds);
        Membership membership = new Membership(set);
        List<Admit> others = membership.members(now).stream()
                .filter(member -> !member.about().equals(who))
                .filter(member -> member.expiry() == 0 || member.expiry() > seconds)
                .toList();
        if (terms.expiry() != 0 && terms.expiry() <= seconds) {
            return Optional.of("that time is over already");
        }
        if (others.stream().anyMatch(member -> member.name().equals(terms.name()))) {
            return Optional.of(
                    "there is a member called " + terms.name() + " already: take another name, or revoke it");
        }
        if (others.size() >= MOST_MEMBERS) {
            return Optional.of("a household has " + MOST_MEMBERS + " members at most: revoke somebody first");
        }
        if (set.admissionsBy(issuer()) >= mostAdmissions()
                && set.admission(issuer(), who).isEmpty()) {
            return Optional.of("too many were admitted and taken back: make a new household and pair anew");
        }
        return terms.rights().contains(Right.MANAGE) ? objectionToManaging(who, others) : underRoot(who, now);
    }

    private Optional<String> objectionToManaging(EndpointId who, List<Admit> others) {
        if (issuer().isPresent()) {
            return Optional.of("only the household's owner lets others manage it");
        }
        if (set.revokedUpTo(Optional.empty(), who) >= 0) {
            return Optional.of("these keys were once taken out of the household: they can't manage it; let that app"
                    + " begin with a new --data directory");
        }
        long managers =
                others.stream().filter(member -> member.may(Right.MANAGE)).count();
        return managers < MOST_MANAGERS
                ? Optional.empty()
                : Optional.of("a household is managed by " + MOST_MANAGERS + " members at most");
    }

    /** A member's word about somebody of whom the root has spoken would count for nothing. */
    private Optional<String> underRoot(EndpointId who, Reading now) {
        boolean overruled = issuer().isPresent()
                && new Membership(set)
                        .record(who, now)
                        .filter(record -> record.issuer().isEmpty())
                        .filter(record -> !(record.expiry() != 0
                                && now instanceof Reading.Known known
                                && known.seconds() >= record.expiry()))
                        .isPresent();
        return overruled
                ? Optional.of("the household's owner has admitted this one: only the owner gives it other terms")
                : Optional.empty();
    }

    /** Above all that is known of that member, so that it counts whatever this clock says. */
    private long nextSerial(EndpointId who, long seconds) {
        long highest = Math.max(set.revokedUpTo(Optional.empty(), who), set.revokedUpTo(issuer(), who));
        highest = Math.max(
                highest, set.admission(issuer(), who).map(Admit::serial).orElse(-1L));
        if (issuer().isEmpty()) {
            for (EndpointId manager : set.managersWhoAdmitted(who)) {
                highest = Math.max(
                        highest,
                        set.admission(Optional.of(manager), who)
                                .map(Admit::serial)
                                .orElse(-1L));
            }
        }
        return Math.min(Statement.LAST_SERIAL, Math.max(seconds, highest + 1));
    }

    private Outcome sign(Statement statement) {
        return new Outcome.Signed(
                switch (authority) {
                    case Authority.Root root -> root.key().sign(statement);
                    case Authority.Manager manager ->
                        new SignedStatement(statement, manager.self().sign(SignedStatement.signedOctets(statement)));
                });
    }

    private Optional<EndpointId> issuer() {
        return switch (authority) {
            case Authority.Root root -> Optional.empty();
            case Authority.Manager manager -> Optional.of(manager.self().id());
        };
    }

    private int mostRevocations() {
        return issuer().isEmpty() ? StatementSet.MOST_ROOT_REVOCATIONS : StatementSet.MOST_OF_A_MANAGER;
    }

    private int mostAdmissions() {
        return issuer().isEmpty() ? StatementSet.MOST_ROOT_ADMISSIONS : StatementSet.MOST_OF_A_MANAGER;
    }
}
