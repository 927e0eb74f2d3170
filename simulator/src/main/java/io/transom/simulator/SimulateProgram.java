package io.transom.simulator;

import io.transom.simulator.curve.QuickCurves;
import io.transom.simulator.world.Options;
import io.transom.simulator.world.Outcome;
import io.transom.simulator.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code transom simulate}: hostile worlds, one per seed. */
@Command(
        name = "transom simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a hostile world in virtual time: two homes, a manager, and a network that loses, doubles, delays and lies;"
                    + " then a calm one, in which a call has to talk, by the path that their routers allow.",
            "The same seed gives the same world, to the last octet."
        },
        footer = {
            "",
            "Examples:",
            "  ./transom simulate --seed 7             one world, with its timeline and its trace's hash",
            "  ./transom simulate --seed 7 --verbose   the same with every datagram and message",
            "  ./transom simulate --seeds 100000       many worlds; those that fail are named",
            "  ./transom simulate --evil --seeds 2000  many worlds with a manager that lies",
            "  ./transom simulate --seeds 1..1000000 --report seeds.txt",
            "                                          the same, and after an interruption it goes on where it was",
            "",
            "Exit codes: 0 every promise was kept, 1 one was broken, 2 wrong use."
        })
public final class SimulateProgram implements Callable<Integer> {
    private static final String ONE = "1";
    /** A number, or two; of as many digits as a long is sure to hold. */
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "the (first) seed; default 1")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "M|FROM..TO",
            defaultValue = ONE,
            description = "how many seeds, or which ones; default 1")
    private String seeds = ONE;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "where to keep what has run and what occurred; if it is there, it is gone on with")
    private Optional<Path> report = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "how many worlds at a time; default: one for each core")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--evil", description = "the manager holds every key that a true one has, and lies")
    private boolean evil;

    @Option(names = "--verbose", description = "tell of every datagram and message")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    public SimulateProgram() {
        // The options are set by picocli.
        this.spec = CommandSpec.create();
    }

    public static void main(String[] args) {
        QuickCurves.install();
        System.exit(new CommandLine(new SimulateProgram()).execute(args));
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Matcher range = RANGE.matcher(seeds);
        if (!range.matches()) {
            throw wrong("--seeds is " + seeds + ": give the number of worlds to run, 1 or more, or FROM..TO");
        }
        long first = range.group(2) == null ? seed : Long.parseLong(range.group(1));
        long last = range.group(2) == null ? seed + Long.parseLong(range.group(1)) - 1 : Long.parseLong(range.group(2));
        if (last < first) {
            throw wrong("--seeds is " + seeds + ": give the number of worlds to run, 1 or more, or FROM..TO");
        }
        if (threads.filter(count -> count < 1).isPresent()) {
            throw wrong("--threads is " + threads.get() + ": give the number of threads, 1 or more");
        }
        return seeds.equals(ONE) && report.isEmpty() ? one(out) : many(first, last, out);
    }

    private int one(PrintWriter out) {
        Options options = Campaign.options(seed, evil);
        out.println("seed " + seed + ": " + options.text());
        Outcome outcome = World.run(options, out::println, verbose);
        tell(outcome, out);
        out.flush();
        return outcome.good() ? 0 : 1;
    }

    private int many(long first, long last, PrintWriter out) {
        Campaign campaign = new Campaign(first, last, evil);
        try {
            if (report.isPresent() && Files.exists(report.get())) {
                campaign.resume(report.get());
            }
            boolean good = campaign.run(threads.orElse(Runtime.getRuntime().availableProcessors()), report, out);
            out.print(campaign.summary());
            out.flush();
            return good ? 0 : 1;
        } catch (IOException e) {
            throw wrong("--report " + report.map(Path::toString).orElse("") + " can't be used: " + e.getMessage());
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    static void tell(Outcome outcome, PrintWriter out) {
        if (outcome.good()) {
            out.println("the final call: " + outcome.finalCall());
        } else {
            out.println("FAILED, seed " + outcome.options().seed() + ": "
                    + outcome.violation().orElseThrow());
        }
        out.println("trace " + outcome.hash());
        out.println("replay " + outcome.replay());
    }
}
