package io.transom.caller;

import io.transom.node.config.Configuration;
import io.transom.node.config.WrongValue;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointOptions;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom open}: one door, once, without a call. */
@Command(
        name = "transom open",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Opens the door whose lock the intercom NAME drives, if you have that right.",
            "",
            "Exit code: 0 when it is open, 1 when it isn't or nobody knows (what is said says which), 2 on wrong use.",
            "",
            "Example:",
            "  transom open hall --manager ws://intercom.example.org/mqtt --data ~/.transom",
            "",
            "Every option can also stand in a file (--config) as 'key = value', and in the environment as",
            "TRANSOM_KEY; flags are stronger than the file, the environment is stronger than both.",
            ""
        })
public final class OpenProgram implements Callable<Integer> {
    /** The core gives up after 8 s of seeking the lock and 8 s of asking it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The intercom that drives the lock.")
    @Nullable
    private String name;

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    public static void main(String[] args) {
        System.exit(Configuration.run(new OpenProgram(), args));
    }

    @Override
    public Integer call() throws Exception {
        if (name == null) {
            throw WrongValue.missing("NAME", "Say which intercom's door to open.");
        }
        WavSoundCard silence = WavSoundCard.ofOptions(Optional.empty(), Optional.empty(), Pace.system());
        try (silence;
                EventFile events = endpoint.openEvents();
                CallerApp app = CallerApp.start(endpoint.settings(events), silence)) {
            CompletableFuture<CallerApp.Door> answer = app.open(name);
            app.gaveUp().thenAccept(reason -> answer.complete(new CallerApp.Door(false, reason)));
            return tell(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return tell(new CallerApp.Door(false, "nobody answered within " + PATIENCE.toSeconds() + " s"));
        }
    }

    private int tell(CallerApp.Door door) {
        if (spec == null) {
            throw new IllegalStateException("the command line was not read");
        }
        PrintWriter to =
                door.open() ? spec.commandLine().getOut() : spec.commandLine().getErr();
        to.println("transom: " + door.words());
        to.flush();
        return door.open() ? 0 : 1;
    }
}
