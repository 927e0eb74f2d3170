package io.transom.caller.household;

import io.transom.core.household.PairingCode;
import io.transom.core.trust.InviteCode;
import io.transom.node.config.Needed;
import io.transom.node.config.WrongValue;
import io.transom.node.program.EndpointOptions;
import io.transom.node.program.JoinLink;
import io.transom.node.program.TermsFields;
import io.transom.node.running.Request;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            "At the intercom, where transom agent runs: transom join asks for the code; then press its button.",
            "At an app: transom join.",
            "",
            "Examples:",
            "  transom household invite ... --role device --name \"front door\"",
            "  transom household invite ... --name ben --rights call,drop-in,talk,release",
            "  transom household invite ... --guest --name sitter --until 18:00",
            "  transom household invite ... --guest --name cleaner --expires 2026-12-24 --schedule \"tue 08:00-12:00\""
                    + " --rights call,release --doors \"front door\"",
            ""
        })
final class InviteProgram implements Callable<Integer> {
    /** The welcome and the household's records are on their way. */
    private static final Duration WELCOME = Duration.ofSeconds(2);

    @Spec
    @Nullable
    private CommandSpec spec;

    private Optional<InviteCode> managersInvite = Optional.empty();

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

    @Option(
            names = "--doors",
            paramLabel = "NAME,NAME",
            description =
                    "Which intercoms' doors the right release opens, as 'transom members' tells them: six at most."
                            + " Default: all.")
    @Nullable
    private String doors;

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

    /** When the code is drawn as well. */
    enum Drawn {
        AUTO,
        ON,
        OFF
    }

    @Option(
            names = "--qr",
            paramLabel = "auto|on|off",
            defaultValue = "auto",
            description = "Show the code as a QR code too. auto: in a terminal. Default: ${DEFAULT-VALUE}.")
    private Drawn qr = Drawn.AUTO;

    @Option(
            names = "--with-invite",
            paramLabel = "CODE",
            description = "A code of 'transom invite' for whoever joins: with --manager the QR code then holds all that"
                    + " a new intercom or app needs.")
    @Nullable
    private String withInvite;

    @Override
    public Integer call() throws Exception {
        if (guest && until == null && expires == null) {
            throw WrongValue.missing("until", "Say until when the guest may come: --until 18:00, or --expires DATE.");
        }
        managersInvite = managersInvite();
        TermsText terms = new TermsText(ZonedDateTime.now());
        Request request = TermsFields.invite(terms.terms(name, role, rights, doors(), guest, until, expires, schedule));
        return ByApp.ask(endpoint, request, this::say, err(), WELCOME);
    }

    private List<EndpointId> doors() {
        return doors == null
                ? List.of()
                : TermsText.doors(doors, Known.at(endpoint.data()).members());
    }

    private Optional<InviteCode> managersInvite() {
        if (withInvite == null) {
            return Optional.empty();
        }
        return Optional.of(InviteCode.parse(withInvite)
                .orElseThrow(() -> WrongValue.of("with-invite", "...", "This isn't an invite's code. Copy it anew.")));
    }

    private void say(String line) {
        PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
        out.println(line);
        out.flush();
        PairingCode.parse(line).ifPresent(this::sayWhatToDo);
    }

    /** Beside the code, which a program may read from standard output. */
    private void sayWhatToDo(PairingCode code) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        if (qr == Drawn.ON || qr == Drawn.AUTO && terminal) {
            String link = new JoinLink(code, endpoint.manager(), managersInvite).text();
            new QrPicture(link).lines(terminal).forEach(err()::println);
            err().println(link);
        }
        err().println(
                        role == Role.DEVICE
                                ? "At the intercom, while it runs: transom join --data ... asks for the code; then"
                                        + " press its button. Waiting for five minutes; Ctrl-C takes the code back."
                                : "At the app: transom join --data ... asks for the code."
                                        + " Waiting for a day; Ctrl-C takes the code back.");
        err().flush();
    }

    private PrintWriter err() {
        return Needed.of(spec, "spec").commandLine().getErr();
    }
}
