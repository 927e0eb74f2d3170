package io.transom.caller.household;

import io.transom.caller.CallerApp;
import io.transom.core.Input;
import io.transom.core.household.Issuing;
import io.transom.core.household.Membership;
import io.transom.core.household.StatementSet;
import io.transom.core.household.WallClock.Reading;
import io.transom.node.config.WrongValue;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointOptions;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.MachineClock;
import io.transom.node.time.Pace;
import io.transom.wire.EndpointId;
import io.transom.wire.household.Statement.Admit;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            "tell whoever comes later. A call that goes on with that member ends.",
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
            description = "How long to stay online to tell the others. Default: ${DEFAULT-VALUE}.")
    private Duration online = Duration.ofSeconds(10);

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
        try (WavSoundCard card = WavSoundCard.ofOptions(Optional.empty(), Optional.empty(), Pace.system());
                EventFile events = endpoint.openEvents();
                CallerApp app = CallerApp.start(endpoint.settings(events), card)) {
            StatementSet known =
                    app.household().orElseThrow(() -> WrongValue.of("data", name, "This app belongs to no household."));
            Issuing.Outcome outcome = new Issuing(known, app.authority()).revoke(who(known), MachineClock.seconds());
            return switch (outcome) {
                case Issuing.Outcome.Refused refused -> throw new IllegalArgumentException(refused.reason());
                case Issuing.Outcome.Signed signed -> {
                    app.keep(known.add(List.of(signed.statement())).set());
                    app.tell(new Input.Stated(List.of(signed.statement())));
                    out.println("revoked: " + name + "; telling whoever is online");
                    out.flush();
                    Thread.sleep(online);
                    yield 0;
                }
            };
        }
    }

    private EndpointId who(StatementSet known) {
        Reading now = new Reading.Known(MachineClock.seconds());
        return new Membership(known)
                .members(now).stream()
                        .filter(member -> member.name().equals(name)
                                || member.about().text().equals(name))
                        .map(Admit::about)
                        .findFirst()
                        .orElseThrow(() -> WrongValue.of(
                                "NAME", name, "There is no member of that name; 'transom members' tells them."));
    }
}
