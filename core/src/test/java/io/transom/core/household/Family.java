package io.transom.core.household;

import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.trust.Identity;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import io.transom.wire.household.Statement.Admit;
import io.transom.wire.household.Statement.Revoke;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A household for tests: its root key, a few endpoints, and statements of any kind about them. */
final class Family {
    /** Some afternoon in 2026. */
    static final long NOW = 1_790_000_000L;

    final SeededEntropy entropy = new SeededEntropy(11);
    final RootKey root = RootKey.generate(entropy);
    final Identity anna = Identity.generate(entropy);
    final Identity ben = Identity.generate(entropy);
    final Identity sitter = Identity.generate(entropy);
    final Identity door = Identity.generate(entropy);
    final StatementSet empty = StatementSet.empty(root.publicKey());

    SignedStatement byRoot(Identity who, String name, long serial, Right... rights) {
        return root.sign(admit(Optional.empty(), who, name, serial, 0, rights));
    }

    SignedStatement by(Identity manager, Identity who, String name, long serial, Right... rights) {
        return signed(manager, admit(Optional.of(manager.id()), who, name, serial, 0, rights));
    }

    SignedStatement revoke(Identity who, long serial) {
        return root.sign(new Revoke(root.household(), Optional.empty(), serial, who.id()));
    }

    SignedStatement revokeBy(Identity manager, Identity who, long serial) {
        return signed(manager, new Revoke(root.household(), Optional.of(manager.id()), serial, who.id()));
    }

    Admit admit(Optional<EndpointId> issuer, Identity who, String name, long serial, long expiry, Right... rights) {
        Set<Right> set = EnumSet.noneOf(Right.class);
        set.addAll(List.of(rights));
        return new Admit(
                root.household(),
                issuer,
                serial,
                who.publicIdentity(),
                name,
                Role.CALLER,
                set,
                List.of(),
                0,
                expiry,
                Schedule.ALWAYS);
    }

    static SignedStatement signed(Identity by, Statement statement) {
        return new SignedStatement(statement, by.sign(SignedStatement.signedOctets(statement)));
    }

    StatementSet of(SignedStatement... statements) {
        return empty.add(List.of(statements)).set();
    }

    Issuing issuing(StatementSet set) {
        return new Issuing(set, new Authority.Root(root));
    }

    static StatementSet with(StatementSet set, Issuing.Outcome outcome) {
        return set.add(List.of(((Issuing.Outcome.Signed) outcome).statement())).set();
    }

    static Terms may(String name, Right... rights) {
        return Terms.always(name, Role.CALLER, Set.of(rights));
    }
}
