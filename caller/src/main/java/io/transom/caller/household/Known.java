package io.transom.caller.household;

import io.transom.core.household.Membership;
import io.transom.core.household.StatementSet;
import io.transom.core.household.WallClock.Reading;
import io.transom.node.config.WrongValue;
import io.transom.node.keys.HouseholdFiles;
import io.transom.node.time.MachineClock;
import io.transom.wire.household.Statement.Admit;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who belongs to the household, as a data directory knows it; a program may run there meanwhile.
 *
 * @param now as this machine tells it
 */
record Known(StatementSet statements, Reading now) {
    /** Throws where no household is known there. */
    static Known at(Path directory) {
        StatementSet known = new HouseholdFiles(directory)
                .statements()
                .orElseThrow(
                        () -> WrongValue.of(
                                "data",
                                directory.toString(),
                                "No household is known there: make one (transom household create) or join one (transom join)."));
        return new Known(known, new Reading.Known(MachineClock.seconds()));
    }

    Membership membership() {
        return new Membership(statements);
    }

    List<Admit> members() {
        return membership().members(now);
    }

    /** The same of anybody who ever was one, the newest of that name. */
    Optional<Admit> everMember(String who) {
        return statements.all().stream()
                .flatMap(signed -> signed.statement() instanceof Admit admit ? Stream.of(admit) : Stream.empty())
                .filter(admit ->
                        admit.name().equals(who) || admit.about().text().equals(who))
                .max(Comparator.comparingLong(Admit::serial));
    }

    /** By name or id. */
    Optional<Admit> member(String who) {
        return members().stream()
                .filter(member ->
                        member.name().equals(who) || member.about().text().equals(who))
                .findFirst();
    }
}
