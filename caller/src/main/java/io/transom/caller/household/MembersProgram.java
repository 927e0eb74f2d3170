package io.transom.caller.household;

import io.transom.core.household.Membership;
import io.transom.core.household.StatementSet;
import io.transom.core.household.WallClock.Reading;
import io.transom.node.config.DataOptions;
import io.transom.node.keys.HouseholdFiles;
import io.transom.node.time.MachineClock;
import io.transom.wire.Role;
import io.transom.wire.household.Statement.Admit;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code transom members}. */
@Command(
        name = "transom members",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {"Who belongs to the household, as this app or intercom knows it. It may run meanwhile.", ""})
final class MembersProgram implements Callable<Integer> {
    @Mixin
    private final DataOptions at = new DataOptions();

    @Override
    public Integer call() {
        StatementSet known = new HouseholdFiles(at.directory())
                .statements()
                .orElseThrow(
                        () -> at.wrong(
                                "No household is known there: make one (transom household create) or join one (transom join)."));
        Reading now = new Reading.Known(MachineClock.seconds());
        Membership membership = new Membership(known);
        PrintWriter out = at.out();
        out.println("household " + known.household());
        for (Admit member : membership.members(now)) {
            out.println(line(member, membership.member(member.about(), now)));
        }
        out.flush();
        return 0;
    }

    private static String line(Admit member, Membership.Verdict verdict) {
        String rights = member.rights().stream()
                .map(right -> right.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(","));
        String now = verdict instanceof Membership.Verdict.Refused refused ? "  (" + refused.reason() + ")" : "";
        return String.format(
                Locale.ROOT,
                "%-20s %-8s %-40s %s%s",
                member.name(),
                member.role() == Role.DEVICE ? "intercom" : "app",
                rights.isEmpty() ? "-" : rights,
                member.about(),
                now);
    }
}
