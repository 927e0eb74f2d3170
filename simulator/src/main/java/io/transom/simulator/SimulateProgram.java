package io.transom.simulator;

import io.transom.simulator.curve.QuickAgreement;
import io.transom.simulator.world.Options;
import io.transom.simulator.world.Outcome;
import io.transom.simulator.world.Report;
import io.transom.simulator.world.World;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
            "  ./transom simulate --seeds 100000       many worlds; the first that fails is named",
            "",
            "Exit codes: 0 every promise was kept, 1 one was broken, 2 wrong use."
        })
public final class SimulateProgram implements Callable<Integer> {
    /** Seeds between two lines of progress. */
    private static final int PROGRESS_EVERY = 500;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "the (first) seed; default 1")
    private long seed;

    @Option(names = "--seeds", paramLabel = "M", defaultValue = "1", description = "how many seeds; default 1")
    private int seeds;

    @Option(names = "--verbose", description = "tell of every datagram and message")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    public SimulateProgram() {
        // The options are set by picocli.
        this.spec = CommandSpec.create();
    }

    public static void main(String[] args) {
        QuickAgreement.install();
        System.exit(new CommandLine(new SimulateProgram()).execute(args));
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--seeds is " + seeds + ": give the number of worlds to run, 1 or more");
        }
        PrintWriter out = spec.commandLine().getOut();
        return seeds == 1 ? one(out) : many(out);
    }

    private int one(PrintWriter out) {
        Options options = Options.of(seed);
        out.println("seed " + seed + ": " + options.text());
        Outcome outcome = World.run(options, out::println, verbose);
        tell(outcome, out);
        out.flush();
        return outcome.good() ? 0 : 1;
    }

    private int many(PrintWriter out) {
        Report report = new Report();
        for (int done = 0; done < seeds; done++) {
            Outcome outcome = World.run(Options.of(seed + done));
            report.add(outcome.report());
            if (!outcome.good()) {
                tell(outcome, out);
                out.flush();
                return 1;
            }
            if ((done + 1) % PROGRESS_EVERY == 0) {
                out.println((done + 1) + " of " + seeds + " worlds kept every promise");
                out.flush();
            }
        }
        out.print(report.text());
        out.println(seeds + " worlds kept every promise");
        out.flush();
        return 0;
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
