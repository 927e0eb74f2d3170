package io.transom.caller.household;

import io.transom.caller.CallerApp;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.PairingCode;
import io.transom.node.config.WrongValue;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointOptions;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Role;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code transom household invite}. */
@Command(
        name = "transom household invite",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Prints a code with which one intercom or app joins the household, and waits until it has. The code holds",
            "while this runs: five minutes for an intercom, a day for an app.",
            "",
            "At the intercom: transom agent --join CODE, then press its button. At an app: transom join CODE.",
            "",
            "Examples:",
            "  transom household invite ... --role device --name \"front door\"",
            "  transom household invite ... --name ben --rights call,drop-in,talk,release",
            "  transom household invite ... --guest --name sitter --until 18:00",
            ""
        })
final class InviteProgram implements Callable<Integer> {
    private static final Duration FOR_A_DEVICE = Duration.ofMinutes(5);
    private static final Duration FOR_AN_APP = Duration.ofHours(24);

    @Spec
    @Nullable
    private CommandSpec spec;

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What it is called in the household. Default: what the manager calls it.")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "device|caller",
            defaultValue = "caller",
            description = "An intercom or a person's app. Default: ${DEFAULT-VALUE}.")
    private Role role = Role.CALLER;

    @Option(
            names = "--rights",
            paramLabel = "R,R",
            description = "Of call, drop-in, talk (answer the door), release (open doors), manage. Default of an app:"
                    + " call,drop-in,talk; of a guest: call,talk; of an intercom: none.")
    @Nullable
    private String rights;

    @Option(names = "--guest", description = "Less rights, and --until or --expires has to say until when.")
    private boolean guest;

    @Option(names = "--until", paramLabel = "HH:MM", description = "Until this time, today or else tomorrow.")
    @Nullable
    private String until;

    @Option(
            names = "--expires",
            paramLabel = "DATE",
            description = "Until the end of this day, or until a moment: 2026-12-24 or 2026-12-24T18:00.")
    @Nullable
    private String expires;

    @Option(
            names = "--schedule",
            paramLabel = "TEXT",
            description = "At these hours of the week only: \"mon-fri 08:00-18:00; sat 10:00-12:00\", of this machine's"
                    + " time zone.")
    @Nullable
    private String schedule;

    @Override
    public Integer call() throws Exception {
        TermsText terms = new TermsText(ZonedDateTime.now());
        if (guest && until == null && expires == null) {
            throw WrongValue.missing("until", "Say until when the guest may come: --until 18:00, or --expires DATE.");
        }
        PairingCode code = PairingCode.make(new SystemEntropy());
        CompletableFuture<Integer> done = new CompletableFuture<>();
        PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
        try (WavSoundCard card = WavSoundCard.ofOptions(Optional.empty(), Optional.empty(), Pace.system());
                EventFile events = endpoint.openEvents();
                CallerApp app = CallerApp.start(
                        endpoint.settings(event -> {
                            hear(event, out, done);
                            events.accept(event);
                        }),
                        card)) {
            if (app.household().isEmpty()) {
                throw WrongValue.of(
                        "data", "", "This app belongs to no household: make one with 'transom household create'.");
            }
            app.tell(new Input.OpenInvite(
                    code, app.authority(), terms.terms(name, role, rights, guest, until, expires, schedule)));
            app.gaveUp().thenAccept(reason -> failed(reason, done));
            out.println(code.text());
            out.flush();
            Needed.of(spec, "spec").commandLine().getErr().println(whatToDo(code));
            Needed.of(spec, "spec").commandLine().getErr().flush();
            Duration patience = role == Role.DEVICE ? FOR_A_DEVICE : FOR_AN_APP;
            int result = done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            // The welcome and the household's records are on their way.
            Thread.sleep(Duration.ofSeconds(2));
            return result;
        } catch (TimeoutException e) {
            failed("nobody has used the code in time: make another", done);
            return 1;
        }
    }

    /** Beside the code, which a program may read from standard output. */
    private String whatToDo(PairingCode code) {
        return role == Role.DEVICE
                ? "At the intercom: transom agent --join " + code.text()
                        + " ... and then press its button. Waiting for five minutes; Ctrl-C takes the code back."
                : "At the app: transom join " + code.text() + " ... Waiting for a day; Ctrl-C takes the code back.";
    }

    private void hear(Event event, PrintWriter out, CompletableFuture<Integer> done) {
        if (event.name() == EventName.PAIRED) {
            out.println("paired: " + field(event, "member"));
            out.flush();
            done.complete(0);
        } else if (event.name() == EventName.REFUSED) {
            failed(field(event, "reason"), done);
        }
    }

    private void failed(String reason, CompletableFuture<Integer> done) {
        PrintWriter err = Needed.of(spec, "spec").commandLine().getErr();
        err.println("transom: " + reason);
        err.flush();
        if (reason.contains("void") || !reason.startsWith("somebody")) {
            done.complete(1);
        }
    }

    static String field(Event event, String key) {
        return event.fields().stream()
                .filter(field -> field.key().equals(key))
                .map(field -> String.valueOf(field.value()))
                .findFirst()
                .orElse("");
    }
}
