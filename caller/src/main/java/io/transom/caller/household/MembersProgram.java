package io.transom.caller.household;

import io.transom.core.household.Membership;
import io.transom.node.config.DataOptions;
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
        Known known = Known.at(at.directory());
        PrintWriter out = at.out();
        out.println("household " + known.statements().household());
        for (Admit member : known.members()) {
            out.println(line(member, known));
        }
        out.flush();
        return 0;
    }

    private static String line(Admit member, Known known) {
        Membership.Verdict verdict = known.membership().member(member.about(), known.now());
        String rights = member.rights().stream()
                .map(right -> right.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(","));
        String doors = member.doors().stream()
                .map(door -> known.member(door.text()).map(Admit::name).orElse(door.text()))
                .collect(Collectors.joining(", "));
        String now = verdict instanceof Membership.Verdict.Refused refused ? "  (" + refused.reason() + ")" : "";
        return String.format(
                Locale.ROOT,
                "%-20s %-8s %-40s %s%s%s",
                member.name(),
                member.role() == Role.DEVICE ? "intercom" : "app",
                rights.isEmpty() ? "-" : rights,
                member.about(),
                doors.isEmpty() ? "" : "  doors: " + doors,
                now);
    }
}
