package io.transom.wire.signal;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import io.transom.wire.signal.PeerSignal.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of the signals of a household, behind kind and call. */
final class HouseholdCodec {
    private static final int TAG_LENGTH = 4;
    private static final int PROOF_LENGTH = 32;
    /** The shortest statement has more than 100 octets. */
    private static final int MOST_STATEMENTS = 8;

    private static final List<Role> ROLES = List.of(Role.DEVICE, Role.CALLER);

    private HouseholdCodec() {}

    static void write(ByteWriter out, PeerSignal.OfHousehold signal) {
        switch (signal) {
            case Holding holding -> {
                out.bytes(holding.household().octets());
                holding.parts().forEach(out::bytes);
            }
            case PeerSignal.Statements some -> writeStatements(out, some.statements());
            case PeerSignal.Join join -> {
                out.fixed(join.tag(), TAG_LENGTH);
                Fields.writeOneOf(out, ROLES, join.role());
                out.fixed(join.proof(), PROOF_LENGTH);
            }
            case PeerSignal.Joined joined ->
                out.fixed(joined.rootKey(), HouseholdId.ROOT_KEY_LENGTH).fixed(joined.proof(), PROOF_LENGTH);
        }
    }

    /** @param kind one of a household's */
    static Optional<PeerSignal> read(ByteReader in, SignalKind kind, CallId call) {
        return switch (kind) {
            case HOUSEHOLD -> in.whole(readHolding(in, call));
            case STATEMENTS -> readStatements(in).flatMap(all -> in.whole(new PeerSignal.Statements(call, all)));
            case JOIN ->
                in.whole(new PeerSignal.Join(
                        call, in.bytes(TAG_LENGTH), Fields.readOneOf(in, ROLES), in.bytes(PROOF_LENGTH)));
            case JOINED ->
                in.whole(new PeerSignal.Joined(call, in.bytes(HouseholdId.ROOT_KEY_LENGTH), in.bytes(PROOF_LENGTH)));
            case LOG_WANTED,
                    LOG_PART,
                    CALL_REQUEST,
                    WINDOW_OPEN,
                    RING,
                    RING_OVER,
                    HANG_UP,
                    MOVED,
                    PROBE,
                    WARM,
                    WARM_ANSWER,
                    RELEASE_ASK,
                    RELEASE_CHALLENGE,
                    RELEASE_ANSWER,
                    RELEASE_DONE,
                    LISTEN -> throw new IllegalArgumentException(kind + " is no signal of a household");
        };
    }

    private static Holding readHolding(ByteReader in, CallId call) {
        HouseholdId household = new HouseholdId(in.bytes(HouseholdId.LENGTH));
        List<Bytes> parts = new ArrayList<>(Holding.PARTS);
        for (int part = 0; part < Holding.PARTS; part++) {
            parts.add(in.bytes(Holding.PART_LENGTH));
        }
        return new Holding(call, household, parts);
    }

    private static void writeStatements(ByteWriter out, List<SignedStatement> statements) {
        Fields.writeCount(out, statements, MOST_STATEMENTS);
        statements.forEach(one -> out.prefixed16(one.encode(), Statement.LONGEST));
    }

    private static Optional<List<SignedStatement>> readStatements(ByteReader in) {
        int count = in.count(MOST_STATEMENTS);
        List<SignedStatement> statements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Optional<SignedStatement> one = SignedStatement.decode(in.prefixed16(Statement.LONGEST));
            if (one.isEmpty()) {
                return Optional.empty();
            }
            statements.add(one.get());
        }
        return Optional.of(statements);
    }
}
