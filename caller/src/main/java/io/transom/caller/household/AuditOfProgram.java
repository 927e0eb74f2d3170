package io.transom.caller.household;

import io.transom.node.audit.AuditReport;
import io.transom.node.config.Configuration;
import io.transom.node.config.Needed;
import io.transom.node.config.WrongValue;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.EndpointDesk;
import io.transom.node.program.EndpointOptions;
import io.transom.node.running.Request;
import io.transom.wire.PublicIdentity;
import io.transom.wire.household.Statement.Admit;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom audit} where there are apps: of one's own log, or of an intercom's. */
@Command(
        name = "transom audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Tells what an intercom or an app has let happen: each time that its microphone was open, for whom, by which",
            "right and how long; each door that it opened or refused to open; each change of the household. Then it says",
            "whether anything was cut out or altered.",
            "",
            "With --data alone: of the intercom or app with that data directory. With INTERCOM: of that one, asked from the",
            "app with that data directory, which has to have the right to manage the household. An app keeps a copy of all",
            "that it was told; while it runs it asks by itself every ten minutes. What stands in a copy can't be taken back",
            "by whoever takes the intercom over later: where the log is another one since, that is told, and the copy is",
            "kept beside the new one.",
            "",
            "Exit code: 0 when all holds, 1 when the log was cut or altered or can't be told, 2 on wrong use, 3 when the",
            "intercom doesn't answer and what it has told before holds.",
            "",
            "Examples:",
            "  transom audit --data /var/lib/transom",
            "  transom audit \"front door\" --manager ws://HOST:80/mqtt --data ~/.transom-phone",
            ""
        })
final class AuditOfProgram implements Callable<Integer> {
    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(
            paramLabel = "INTERCOM",
            arity = "0..1",
            description = "Its name, or id, as 'transom members' tells it; without one: this app's or intercom's own.")
    private String name = "";

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
        PrintWriter err = Needed.of(spec, "spec").commandLine().getErr();
        if (name.isEmpty()) {
            return print(AuditReport.ofOwn(endpoint.data(), own()), out);
        }
        Known known = Known.at(endpoint.data());
        Optional<PublicIdentity> wasMember = known.member(name).isPresent()
                ? Optional.empty()
                : known.everMember(name).map(Admit::identity);
        if (wasMember.isPresent()) {
            err.println("transom: '" + name + "' was taken out of the household; what it had told before is shown");
            return print(AuditReport.ofCopy(endpoint.data(), wasMember.get()), out);
        }
        int asked = ByApp.ask(endpoint, Request.of("audit", "name", name), out::println, err, Duration.ZERO);
        Optional<PublicIdentity> whose = known.member(name).map(Admit::identity);
        if (asked == Configuration.WRONG_USE || whose.isEmpty()) {
            return asked;
        }
        int held = print(AuditReport.ofCopy(endpoint.data(), whose.get()), out);
        return held == 0 && asked == EndpointDesk.AWAY ? EndpointDesk.AWAY : Math.max(held, Math.min(asked, 1));
    }

    private PublicIdentity own() {
        return KeyStore.lookAt(endpoint.data())
                .orElseThrow(() -> WrongValue.of(
                        "data",
                        endpoint.data().toString(),
                        "No intercom and no app has its keys there; name its directory."));
    }

    private static int print(AuditReport report, PrintWriter out) {
        report.lines().forEach(out::println);
        out.flush();
        return report.holds() ? 0 : 1;
    }
}
