package io.transom.bench;

import io.transom.bench.attack.AttackBenchmark;
import io.transom.bench.call.CallBenchmark;
import io.transom.bench.change.ChangeBenchmark;
import io.transom.bench.hot.HotPaths;
import io.transom.bench.server.ServerLoad;
import io.transom.bench.setup.SetupBenchmark;
import io.transom.lab.tun.TunLab;
import io.transom.node.config.Durations;
import io.transom.node.config.WrongValue;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom bench}: how fast it is, on this machine. */
@Command(
        name = "transom bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how fast Transom is on this machine. Without a name it lists what can be measured.",
            "",
            "Examples:",
            "  transom bench hot                          what every packet passes through, with JMH",
            "  transom bench call --calls 100             set-up of whole calls, all on loopback",
            "  transom bench call --leg 20ms              the same with each home 20 ms from the world",
            "  transom bench setup --calls 200            set-up of calls beside peers, in network namespaces (root)",
            "  transom bench change --rounds 5            what a call's sound loses to changes under it (root)",
            "  transom bench relay                        what one core of the manager passes on",
            "  transom bench attack                       what a call and memory suffer from an attack of strangers"
        })
public final class BenchProgram implements Callable<Integer> {
    private static final String HOT = "hot";
    private static final String CALL = "call";
    private static final String RELAY = "relay";
    private static final String REFLECTOR = "reflector";
    private static final Duration LOAD = Duration.ofSeconds(10);
    private static final String SETUP = "setup";
    private static final String CHANGE = "change";
    private static final String ATTACK = "attack";

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "What to measure.")
    private @Nullable String name;

    @Option(
            names = "--calls",
            paramLabel = "N",
            description = "call, setup: how many calls. Default: ${DEFAULT-VALUE}.")
    private int calls = 20;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "call, setup: how many calls come before those that count. Default: ${DEFAULT-VALUE}.")
    private int warmUps = 10;

    @Option(
            names = "--leg",
            paramLabel = "TIME",
            description = {
                "call, setup: one-way delay between each home and the world, such as 20ms; homes are then twice",
                "that apart. Default: 0ms for call, 20ms for setup."
            })
    private @Nullable String leg;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = {
                "change: how often each change befalls a call; attack: how many calls are made amid it, at most 7.",
                "Default: ${DEFAULT-VALUE}."
            })
    private int rounds = 3;

    @Option(names = "--alone", description = "setup: without peers.")
    private boolean alone;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchProgram()).execute(args));
    }

    /** Everything that can be named. */
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of(HOT));
        names.addAll(HotPaths.names());
        names.addAll(List.of(CALL, SETUP, CHANGE, RELAY, REFLECTOR, ATTACK));
        return List.copyOf(names);
    }

    @Override
    public Integer call() throws Exception {
        if (name == null) {
            list();
            return 0;
        }
        if (!names().contains(name)) {
            throw wrong("NAME", name, "give one of " + String.join(", ", names()));
        }
        switch (name) {
            case CALL -> CallBenchmark.run(callOptions(), this::say);
            case SETUP -> setup();
            case CHANGE -> change();
            case RELAY -> ServerLoad.relay(LOAD, this::say);
            case REFLECTOR -> ServerLoad.reflector(LOAD, this::say);
            case ATTACK -> attack();
            case HOT -> HotPaths.run(HotPaths.names(), this::say);
            default -> HotPaths.run(List.of(name), this::say);
        }
        return 0;
    }

    private void list() {
        say("hot     all of the following, with JMH (about two minutes)");
        say("  stun    null packet: encode, parse, check its integrity");
        say("  seal    a call request: seal and open (HPKE, X25519)");
        say("  srtp    a packet of sound: protect and open (AES-128-GCM)");
        say("  opus    20 ms of speech: encode and decode, libopus beside Concentus");
        say("  jitter  20 ms of the jitter buffer: put and next");
        say("call    whole calls between two homes, step by step    --calls N --warm-up N --leg TIME");
        say("setup   the same beside peers, in network namespaces     --calls N --warm-up N --leg TIME --alone");
        say(
                "change  sound lost to reboots, restarts and moves, in network namespaces (root; a minute a round)   --rounds N");
        say("relay   datagrams of sound that the manager passes on, by its CPU time (13 s)");
        say("reflector  questions that the manager answers, the same");
        say(
                "attack  a call, and memory, before, amid and after a flood of strangers on loopback (two minutes)   --rounds N");
    }

    private CallBenchmark.Options callOptions() {
        return new CallBenchmark.Options(calls(), warmUps(), line("0ms"));
    }

    private void setup() throws Exception {
        SetupBenchmark.Options options = new SetupBenchmark.Options(calls(), warmUps(), line("20ms"), !alone);
        Optional<String> obstacle = SetupBenchmark.obstacle();
        if (obstacle.isPresent()) {
            throw new ParameterException(commandLine(), "setup can't be measured here: " + obstacle.get());
        }
        SetupBenchmark.run(options, this::say);
    }

    private void change() throws Exception {
        if (rounds < 1) {
            throw wrong("--rounds", String.valueOf(rounds), "give 1 or more");
        }
        Optional<String> obstacle = TunLab.obstacle();
        if (obstacle.isPresent()) {
            throw new ParameterException(commandLine(), "changes can't be measured here: " + obstacle.get());
        }
        ChangeBenchmark.run(rounds, this::say);
    }

    private void attack() throws Exception {
        if (rounds < 1 || rounds > AttackBenchmark.MOST_CALLS) {
            throw wrong("--rounds", String.valueOf(rounds), "give 1 to " + AttackBenchmark.MOST_CALLS);
        }
        AttackBenchmark.run(AttackBenchmark.Options.full(rounds), this::say);
    }

    private int calls() {
        if (calls < 1) {
            throw wrong("--calls", String.valueOf(calls), "give 1 or more");
        }
        return calls;
    }

    private int warmUps() {
        if (warmUps < 0) {
            throw wrong("--warm-up", String.valueOf(warmUps), "give 0 or more");
        }
        return warmUps;
    }

    private Duration line(String otherwise) {
        String given = leg == null ? otherwise : leg;
        try {
            return Durations.parse(given);
        } catch (WrongValue e) {
            throw wrong("--leg", given, e.remedy());
        }
    }

    private ParameterException wrong(String key, String value, String remedy) {
        return new ParameterException(commandLine(), key + " is '" + value + "': " + remedy);
    }

    private void say(String line) {
        PrintWriter out = commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("the command line was not read");
        }
        return spec.commandLine();
    }
}
