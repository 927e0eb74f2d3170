package io.transom.caller.household;

import io.transom.core.household.Issuing.Terms;
import io.transom.node.config.Needed;
import io.transom.node.config.WrongValue;
import io.transom.node.program.EndpointOptions;
import io.transom.node.program.TermsFields;
import io.transom.wire.EndpointId;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.Statement.Admit;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom household change}. */
@Command(
        name = "transom household change",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Gives a member other rights, doors or times: a new record with the same keys, signed and told to everybody,",
            "who go by it from then on. What isn't named stays. A call that it no longer allows ends. What the owner has",
            "signed only the owner changes.",
            "",
            "Examples:",
            "  transom household change ben --rights call,talk ...",
            "  transom household change cleaner --doors \"front door,garage\" --expires 2026-12-24 ...",
            "  transom household change sitter --expires never --schedule always ...",
            ""
        })
final class ChangeProgram implements Callable<Integer> {
    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The member's name, or id, as 'transom members' tells it.")
    private String name = "";

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Option(names = "--rights", paramLabel = "R,R", description = "All of them: call, drop-in, talk, release, manage.")
    @Nullable
    private String rights;

    @Option(
            names = "--doors",
            paramLabel = "NAME,NAME|all",
            description = "Which intercoms' doors the right release opens.")
    @Nullable
    private String doors;

    @Option(names = "--until", paramLabel = "HH:MM", description = "Until this time, today or else tomorrow.")
    @Nullable
    private String until;

    @Option(
            names = "--expires",
            paramLabel = "DATE|never",
            description = "Until the end of this day, or until a moment: 2026-12-24 or 2026-12-24T18:00.")
    @Nullable
    private String expires;

    @Option(
            names = "--schedule",
            paramLabel = "TEXT|always",
            description = "At these hours of the week only: \"mon-fri 08:00-18:00; sat 10:00-12:00\", of this machine's"
                    + " time zone.")
    @Nullable
    private String schedule;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "10s",
            description =
                    "How long to stay online to tell the others, where no app is running. Default: ${DEFAULT-VALUE}.")
    private Duration online = Duration.ofSeconds(10);

    @Override
    public Integer call() throws Exception {
        if (Stream.of(rights, doors, until, expires, schedule).allMatch(text -> text == null)) {
            throw WrongValue.missing(
                    "rights", "Say what is to be another: --rights, --doors, --until, --expires or" + " --schedule.");
        }
        Known known = Known.at(endpoint.data());
        Admit before = known.member(name)
                .orElseThrow(
                        () -> WrongValue.of("NAME", name, "There is no such member; 'transom members' tells them."));
        PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
        PrintWriter err = Needed.of(spec, "spec").commandLine().getErr();
        Consumer<String> say = line -> {
            out.println(line);
            out.flush();
        };
        return ByApp.ask(endpoint, TermsFields.change(before.about(), changed(before, known)), say, err, online);
    }

    private Terms changed(Admit before, Known known) {
        TermsText text = new TermsText(ZonedDateTime.now());
        Set<Right> may = rights == null ? before.rights() : TermsText.rights(rights);
        return new Terms(
                before.name(),
                before.role(),
                may,
                doors(before, may, known),
                before.notBefore(),
                until != null ? text.until(until) : expiry(before, text),
                schedule(before, text));
    }

    private List<EndpointId> doors(Admit before, Set<Right> may, Known known) {
        if (!may.contains(Right.RELEASE)) {
            if (doors != null && !doors.equals("all")) {
                throw WrongValue.missing(
                        "rights", "Who opens doors has the right release: --rights call,talk,release.");
            }
            return List.of();
        }
        return doors == null
                ? before.doors()
                : doors.equals("all") ? List.of() : TermsText.doors(doors, known.members());
    }

    private long expiry(Admit before, TermsText text) {
        return expires == null ? before.expiry() : expires.equals("never") ? 0 : text.expires(expires);
    }

    private Schedule schedule(Admit before, TermsText text) {
        return schedule == null
                ? before.schedule()
                : schedule.equals("always") ? Schedule.ALWAYS : text.schedule(schedule);
    }
}
