package io.transom.caller.household;

import io.transom.caller.CallerApp;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.core.household.PairingCode;
import io.transom.node.config.WrongValue;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointOptions;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.wire.Role;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
            "An intercom joins with 'transom agent --join CODE' and a press of its button.",
            ""
        })
final class JoinProgram implements Callable<Integer> {
    /** As long as the endpoint asks, and a little. */
    private static final Duration PATIENCE = Duration.ofSeconds(310);
    /** The household's records come right behind the welcome. */
    private static final Duration RECORDS = Duration.ofSeconds(2);

    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(paramLabel = "CODE", description = "The code, with hyphens or without.")
    private String code = "";

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Override
    public Integer call() throws Exception {
        PairingCode pairing = PairingCode.parse(code)
                .orElseThrow(
                        () -> WrongValue.of("CODE", code, "It is mistyped: it has four groups of five characters."));
        CompletableFuture<String> refused = new CompletableFuture<>();
        CompletableFuture<String> paired = new CompletableFuture<>();
        try (WavSoundCard card = WavSoundCard.ofOptions(Optional.empty(), Optional.empty(), Pace.system());
                EventFile events = endpoint.openEvents();
                CallerApp app = CallerApp.start(
                        endpoint.settings(event -> {
                            if (event.name() == EventName.PAIRED) {
                                paired.complete(InviteProgram.field(event, "household"));
                            } else if (event.name() == EventName.REFUSED) {
                                refused.complete(InviteProgram.field(event, "reason"));
                            }
                            events.accept(event);
                        }),
                        card)) {
            app.gaveUp().thenAccept(refused::complete);
            app.tell(new Input.JoinHousehold(pairing, Role.CALLER));
            CompletableFuture.anyOf(refused, paired).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (refused.isDone()) {
                PrintWriter err = Needed.of(spec, "spec").commandLine().getErr();
                err.println("transom: " + refused.join());
                err.flush();
                return 1;
            }
            Thread.sleep(RECORDS);
            PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
            out.println("joined household " + paired.join());
            out.flush();
            return 0;
        }
    }
}
