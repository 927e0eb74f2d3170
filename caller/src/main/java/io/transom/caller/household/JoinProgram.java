package io.transom.caller.household;

import io.transom.node.config.Needed;
import io.transom.node.config.WrongValue;
import io.transom.node.program.EndpointOptions;
import io.transom.node.program.JoinLink;
import io.transom.node.running.Request;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom join}. */
@Command(
        name = "transom join",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Joins the household whose owner's app has made CODE ('transom household invite'), which has to be running.",
            "",
            "Where an intercom or an app runs with --data DIR, it is what joins, and goes on running; --manager isn't",
            "needed then. At an intercom somebody has to press the button within five minutes.",
            "",
            "Without CODE it is asked for, or read from standard input: then no other user of this machine sees it in the",
            "list of processes, and no log of commands keeps it.",
            ""
        })
final class JoinProgram implements Callable<Integer> {
    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "CODE",
            description = "The code, with hyphens or without; or the link that its QR code holds. Better left out.")
    private String code = "";

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Override
    public Integer call() throws Exception {
        JoinLink link = JoinLink.parse(code.isBlank() ? new Asking().line("Code, or link: ") : code)
                .orElseThrow(() -> WrongValue.of(
                        "CODE",
                        "...",
                        "It is mistyped: it has four groups of five characters, or is a link 'transom:join?...'."));
        endpoint.fill(link);
        PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
        PrintWriter err = Needed.of(spec, "spec").commandLine().getErr();
        int exit =
                ByApp.ask(endpoint, Request.of("join", "code", link.code().text()), out::println, err, Duration.ZERO);
        out.flush();
        return exit;
    }
}
