package io.transom.simulator.control;

import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.Identity;
import io.transom.simulator.net.Dice;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import io.transom.wire.household.Statement.Admit;
import io.transom.wire.household.Statement.Revoke;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Holding;
import io.transom.wire.signal.PeerSignal.Statements;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is a member, as an evil manager would have it: it knows every record that there was, and no key that signs one. */
final class ForgedRecords {
    private final Dice dice;
    private final Identity own;
    private final RootKey root;
    private Optional<StatementSet> known = Optional.empty();

    ForgedRecords(Dice dice, Identity own) {
        this.dice = dice;
        this.own = own;
        this.root = RootKey.generate(dice);
    }

    void know(StatementSet told) {
        known = Optional.of(told);
    }

    /** The key of a household of the forger's. */
    Bytes ownRoot() {
        return root.publicKey();
    }

    private HouseholdId household() {
        return known.map(StatementSet::household).orElse(root.household());
    }

    /** Its household, and digests of nothing: whoever believes it tells all that it has. */
    Holding holding(CallId call) {
        List<Bytes> parts = Stream.generate(() -> dice.bytes(Holding.PART_LENGTH))
                .limit(Holding.PARTS)
                .toList();
        return new Holding(call, household(), parts);
    }

    Statements statements(CallId call, Peer from, Peer to) {
        return new Statements(call, List.of(statement(from, to)));
    }

    private SignedStatement statement(Peer from, Peer to) {
        Optional<EndpointId> itself = dice.chance(0.5) ? Optional.of(own.id()) : Optional.of(from.id());
        return switch (dice.below(5)) {
            // True once, and said again.
            case 0 -> old().orElseGet(() -> signed(admit(Optional.empty(), own.publicIdentity(), from)));
            // With every right, under the signature of what was said.
            case 1 -> {
                SignedStatement old =
                        old().orElseGet(() -> signed(admit(Optional.empty(), own.publicIdentity(), from)));
                yield new SignedStatement(admit(Optional.empty(), from.identity(), from), old.signature());
            }
            case 2 -> signed(admit(Optional.empty(), own.publicIdentity(), from));
            case 3 -> signed(admit(itself, own.publicIdentity(), from));
            default ->
                signed(new Revoke(
                        household(), dice.chance(0.5) ? Optional.empty() : itself, Statement.LAST_SERIAL, to.id()));
        };
    }

    private Optional<SignedStatement> old() {
        return known.map(StatementSet::all).map(dice::oneOf);
    }

    private Admit admit(Optional<EndpointId> issuer, PublicIdentity who, Peer named) {
        return new Admit(
                household(),
                issuer,
                Statement.LAST_SERIAL,
                who,
                named.name(),
                named.role(),
                EnumSet.allOf(Right.class),
                List.of(),
                0,
                0,
                Schedule.ALWAYS);
    }

    private SignedStatement signed(Statement statement) {
        return new SignedStatement(statement, own.sign(SignedStatement.signedOctets(statement)));
    }
}
