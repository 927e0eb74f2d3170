package io.transom.bench.attack;

import io.transom.bench.Folders;
import io.transom.media.Frame;
import io.transom.media.wav.WavException;
import io.transom.media.wav.WavFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The same call before, amid and after an attack. */
public final class AttackBenchmark {
    /** The attacker ends by itself after two minutes. */
    public static final int MOST_CALLS = 7;

    /** The attack begins while both are in the middle of a sentence. */
    private static final Duration INTO_THE_SENTENCE = Duration.ofSeconds(1);
    /** Counted by the manager, from the attack: so many lines are shown. */
    private static final int SHOWN = 12;

    /**
     * What is done.
     *
     * @param datagrams a second, at the manager, and as many at both ends together
     * @param connects a second
     * @param calls that are made amid the attack, after the one in which it begins
     * @param sentence how much of the speech is said in each call
     * @param afterwards how long memory is left alone after the attack
     */
    public record Options(int datagrams, int connects, int calls, Duration sentence, Duration afterwards) {
        /** The attack that is promised to do no harm; afterwards is longer than a guest may stay. */
        public static Options full(int calls) {
            return new Options(10_000, 1_000, calls, Duration.ofSeconds(11), Duration.ofSeconds(12));
        }
    }

    /** What came of it; the memory before, amid and after. */
    record Outcome(
            List<CallReport> quiet,
            List<CallReport> attacked,
            double newcomerBefore,
            double newcomerAmid,
            Attacker.Done done,
            List<Memory> memory,
            Map<String, Long> counted) {}

    private final Options options;
    private final Consumer<String> lines;

    private AttackBenchmark(Options options, Consumer<String> lines) {
        this.options = options;
        this.lines = lines;
    }

    /** Throws where a call did not come about, or the newcomer did not get in. */
    public static void run(Options options, Consumer<String> lines) throws Exception {
        measure(options, lines);
    }

    static Outcome measure(Options options, Consumer<String> lines) throws Exception {
        return new AttackBenchmark(options, lines).measure();
    }

    private Outcome measure() throws Exception {
        Path folder = Files.createTempDirectory("transom-bench");
        short[] visitor = speech("visitor");
        short[] resident = speech("resident");
        try (House house = new House(folder, sentence(visitor, resident), sentence(resident, visitor))) {
            return measure(house);
        } finally {
            Folders.delete(folder);
        }
    }

    private Outcome measure(House house) throws Exception {
        house.call(() -> {});
        List<CallReport> quiet = new ArrayList<>(List.of(call(house, "before")));
        double newcomerBefore = newcomer(house, "before");
        List<Memory> memory = new ArrayList<>(List.of(tell("before", Memory.now())));
        Map<String, Long> before = house.manager().status().counters();
        List<CallReport> attacked = new ArrayList<>();
        double newcomerAmid;
        Attacker.Done done;
        try (Attacker attacker = new Attacker(
                house.manager().httpPort(),
                house.managerPorts(),
                house.endPorts(),
                new Attacker.Rates(options.datagrams(), options.connects()))) {
            attacked.add(tell("it begins in the call", house.call(() -> {
                LockSupport.parkNanos(INTO_THE_SENTENCE.toNanos());
                attacker.begin();
            })));
            for (int i = 0; i < options.calls(); i++) {
                memory.add(tell("amid it", Memory.now()));
                attacked.add(call(house, "called amid it"));
            }
            newcomerAmid = newcomer(house, "amid it");
            memory.add(tell("amid it", Memory.now()));
            done = attacker.end();
        }
        Map<String, Long> counted = since(before, house.manager().status().counters());
        tell(done, counted);
        LockSupport.parkNanos(options.afterwards().toNanos());
        quiet.add(call(house, "after"));
        memory.add(tell("after", Memory.now()));
        return new Outcome(quiet, attacked, newcomerBefore, newcomerAmid, done, memory, counted);
    }

    private CallReport call(House house, String when) throws Exception {
        return tell(when, house.call(() -> {}));
    }

    private double newcomer(House house, String when) throws Exception {
        double millis = house.newcomer("newcomer " + when);
        say("%-22s a newcomer is registered %.0f ms after its start", when, millis);
        return millis;
    }

    private static Map<String, Long> since(Map<String, Long> before, Map<String, Long> now) {
        Map<String, Long> more = new TreeMap<>();
        now.forEach((what, count) -> more.put(what, count - before.getOrDefault(what, 0L)));
        more.values().removeIf(count -> count == 0);
        return more;
    }

    private static short[] speech(String who) throws IOException, WavException {
        try (InputStream wav =
                Objects.requireNonNull(WavFile.class.getResourceAsStream("/io/transom/media/speech/" + who + ".wav"))) {
            return WavFile.read(wav.readAllBytes(), who);
        }
    }

    /** Both, one after the other, as long as it takes. */
    private short[] sentence(short[] first, short[] second) {
        short[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        int wanted = (int) (options.sentence().toMillis() * Frame.SAMPLE_RATE / 1000);
        return Arrays.copyOf(both, Math.min(wanted, both.length));
    }

    // ---- what is told ----

    private CallReport tell(String when, CallReport report) {
        say("%-22s %s", when, report.words());
        return report;
    }

    private Memory tell(String when, Memory memory) {
        say("%-22s %s", when, memory.words());
        return memory;
    }

    private void tell(Attacker.Done done, Map<String, Long> counted) {
        say(
                "the attack, for %.1f s: %.0f datagrams a second at the manager, %.0f at the two ends, %.0f connects a second",
                done.seconds(), done.managerDatagrams(), done.endDatagrams(), done.connects());
        say("counted by the manager meanwhile:");
        counted.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(entry -> say("  %9d  %s", entry.getValue(), entry.getKey()));
    }

    private void say(String format, Object... values) {
        lines.accept(String.format(Locale.ROOT, format, values));
    }
}
