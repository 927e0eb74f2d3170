package io.transom.lab.tun;

import io.transom.lab.kernel.KernelRouter;
import io.transom.node.config.Durations;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code transom lab}: two homes and a public host, to run any program in, until it is interrupted. */
@Command(
        name = "transom lab",
        mixinStandardHelpOptions = true,
        description = {
            "Two homes and a manager's host as network namespaces, behind routers of any kind. Needs root and /dev/net/tun.",
            "It prints how to run a program in each, and takes everything down when it is interrupted.",
            "",
            "A KIND is MAPPING/FILTERING of RFC 4787 (none, ei, ad or apd each), open, or blocked (no UDP);",
            "behind it may stand +preserved or +random (ports), +reject (by ICMP), +hairpin and +refreshing.",
            "kernel, kernel+random, kernel+reject (a rule) and kernel+answers (no rule: the kernel itself) are masquerade.",
            "",
            "Example:",
            "  transom lab --caller ei/apd+preserved --door kernel+random --line 20ms"
        })
public final class LabProgram implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--caller", paramLabel = "KIND", defaultValue = "ei/apd", description = "The first home's router.")
    private String caller = "";

    @Option(names = "--door", paramLabel = "KIND", defaultValue = "ei/apd", description = "The second home's router.")
    private String door = "";

    @Option(
            names = "--line",
            paramLabel = "TIME",
            defaultValue = "20ms",
            description = "One way between a home and the world. Default: ${DEFAULT-VALUE}.")
    private String line = "";

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    public LabProgram() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new LabProgram()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Duration delay = Durations.parse(line);
        PrintWriter out = spec.commandLine().getOut();
        var obstacle = TunLab.obstacle();
        if (obstacle.isPresent()) {
            spec.commandLine().getErr().println("transom lab: " + obstacle.get());
            return 1;
        }
        try (TunLab lab = TunLab.open()) {
            Home first = home(lab, "--caller", caller, delay);
            Home second = home(lab, "--door", door, delay);
            tell(out, "manager", TunLab.MANAGER, lab.manager());
            tell(out, "caller", first.address(), first.host());
            tell(out, "door", second.address(), second.host());
            out.println("ready; interrupt to end");
            out.flush();
            // What is open is taken down when the process is told to end.
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private Home home(TunLab lab, String key, String kind, Duration delay) throws IOException {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "kernel" -> lab.home(KernelRouter.MASQUERADE, delay);
            case "kernel+random" -> lab.home(KernelRouter.MASQUERADE_RANDOM, delay);
            case "kernel+reject" -> lab.home(KernelRouter.MASQUERADE_REJECT, delay);
            case "kernel+answers" -> lab.home(KernelRouter.MASQUERADE_ANSWERS, delay);
            default ->
                lab.home(new HomeRouter(
                        RouterKind.parse(kind)
                                .orElseThrow(() -> new ParameterException(
                                        spec.commandLine(),
                                        key + " is '" + kind
                                                + "': write MAPPING/FILTERING, such as ei/apd, or see --help")),
                        delay));
        };
    }

    private static void tell(PrintWriter out, String who, IpAddress seenAt, Namespace where) {
        out.printf("%-8s seen at %-14s  ip netns exec %s COMMAND%n", who, seenAt, where.name());
    }
}
