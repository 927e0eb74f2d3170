package io.transom.caller.household;

import io.transom.node.config.Needed;
import io.transom.node.program.EndpointOptions;
import io.transom.node.running.Request;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom revoke}. */
@Command(
        name = "transom revoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Takes a member out of the household: signed and kept at once, then told to everybody who is online. They",
            "tell whoever comes later. A call that goes on with that member ends. An app that runs with --data DIR does",
            "it itself, without --manager. The manager isn't told: 'transom invite --remove NAME' there ends the",
            "member's connections to it.",
            ""
        })
final class RevokeProgram implements Callable<Integer> {
    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The member's name, or id, as 'transom members' tells it.")
    private String name = "";

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "10s",
            description =
                    "How long to stay online to tell the others, where no app is running. Default: ${DEFAULT-VALUE}.")
    private Duration online = Duration.ofSeconds(10);

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
        PrintWriter err = Needed.of(spec, "spec").commandLine().getErr();
        Consumer<String> say = line -> {
            out.println(line);
            out.flush();
        };
        return ByApp.ask(endpoint, Request.of("revoke", "name", name), say, err, online);
    }
}
