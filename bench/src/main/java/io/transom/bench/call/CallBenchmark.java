package io.transom.bench.call;

import com.sun.management.OperatingSystemMXBean;
import io.transom.bench.Folders;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Makes calls one after the other and tells how long each step took. */
public final class CallBenchmark {
    /**
     * What is measured.
     *
     * @param calls how many are measured
     * @param warmUps how many are made before, until the code is compiled
     * @param line one way between a home and the world; zero: as fast as loopback is
     */
    public record Options(int calls, int warmUps, Duration line) {
        public Options {
            if (calls < 1 || warmUps < 0 || line.isNegative()) {
                throw new IllegalArgumentException(
                        "at least one call, no fewer than 0 warm-ups, and a line that takes 0 or more");
            }
        }
    }

    /** Lets what the call before left behind (its hang-up's copies, the threads of its sound) come to rest. */
    private static final Duration REST = Duration.ofMillis(300);
    /** The rest varies by this much, so that calls do not beat in time with anything. */
    private static final int REST_VARIES_MILLIS = 40;

    /** No sound can be sent before it has been captured: physics for whoever cuts it into frames of 20 ms. */
    private static final double FRAME_MILLIS = 20;
    /** The design's, over three legs. */
    private static final double GOAL_MILLIS = 30;

    private final Options options;
    private final Consumer<String> lines;
    private final CallTimes times = new CallTimes();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private CallBenchmark(Options options, Consumer<String> lines) {
        this.options = options;
        this.lines = lines;
    }

    /** Throws where a call did not come about: a benchmark of calls that fail would tell nothing. */
    public static void run(Options options, Consumer<String> lines) throws Exception {
        new CallBenchmark(options, lines).run();
    }

    private void run() throws Exception {
        Path folder = Files.createTempDirectory("transom-bench");
        try (Places places = new LoopbackPlaces(options.line());
                TwoHomes homes = new TwoHomes(folder, places, times)) {
            List<String> warmUps = calls(homes, options.warmUps());
            long cpu = system.getProcessCpuTime();
            List<String> measured = calls(homes, options.calls());
            double cpuMillis = (system.getProcessCpuTime() - cpu) / 1e6 / options.calls();
            tell(warmUps, measured);
            say(
                    "CPU: %.0f ms a call, of all parts together with their pauses and sound (manager, door, caller, routers).",
                    cpuMillis);
        } finally {
            Folders.delete(folder);
        }
    }

    private List<String> calls(TwoHomes homes, int count) throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(homes.call());
            LockSupport.parkNanos(REST.plusMillis(7L * i % REST_VARIES_MILLIS).toNanos());
        }
        return made;
    }

    private void tell(List<String> warmUps, List<String> measured) {
        double line = options.line().toNanos() / 1e6;
        say(
                "%d calls after %d to warm up; each home %.1f ms from the world. Times in ms since the caller asked.",
                measured.size(), warmUps.size(), line);
        say("");
        say("%-36s %8s %8s %8s %8s", "", "median", "99th", "physics", "over it");
        for (Step step : Step.values()) {
            Percentiles percentiles = percentiles(measured, step);
            double physics = step.accessLines() * line + (step.needsSound() ? FRAME_MILLIS : 0);
            say(
                    "%-36s %8.1f %8.1f %8.1f %8.1f",
                    step.words(), percentiles.median(), percentiles.at(99), physics, percentiles.median() - physics);
        }
        say("");
        tellLegs(percentiles(measured, Step.DECODED), percentiles(measured, Step.SOUND), line);
        say(
                "A null packet there and back over both routers, median: %.2f ms, of which the lines are %.1f ms.",
                Percentiles.of(measured.stream().map(times::roundTrip).toList()).median(), 4 * line);
        if (!warmUps.isEmpty()) {
            say(
                    "The very first call of the process, nothing compiled yet: first sound after %.0f ms.",
                    times.millis(warmUps.getFirst(), Step.SOUND));
        }
    }

    private void tellLegs(Percentiles arrived, Percentiles sound, double line) {
        double threeLegs = Step.SOUND.accessLines() * line;
        if (threeLegs == 0) {
            say(
                    "Loopback has no legs: all of it is our own processing, %.0f ms of it one frame of sound that is captured"
                            + " first.",
                    FRAME_MILLIS);
            return;
        }
        double leg = threeLegs / 3;
        say(
                "Three legs (caller to manager %.0f + manager to door %.0f + door to caller %.0f) are %.0f ms: a leg is %.1f.",
                line, line, 2 * line, threeLegs, leg);
        tellLegs("sound that is decoded", arrived, threeLegs);
        tellLegs("the first sound that is played", sound, threeLegs);
        double goal = threeLegs + GOAL_MILLIS;
        say("The goal is 3 legs + %.0f ms = %.1f ms: %s.", GOAL_MILLIS, goal, verdict(sound.median() - goal));
    }

    private void tellLegs(String what, Percentiles measured, double threeLegs) {
        say(
                "Asked to %s: %.1f ms = %.2f legs = 3 legs + %.1f ms, of which one frame of sound is %.0f ms.",
                what,
                measured.median(),
                measured.median() / (threeLegs / 3),
                measured.median() - threeLegs,
                FRAME_MILLIS);
    }

    private static String verdict(double over) {
        return over <= 0
                ? "reached in the median"
                : String.format(Locale.ROOT, "missed in the median, by %.1f ms until it is played", over);
    }

    private Percentiles percentiles(List<String> calls, Step step) {
        return Percentiles.of(
                calls.stream().map(call -> times.millis(call, step)).toList());
    }

    private void say(String format, Object... values) {
        lines.accept(String.format(Locale.ROOT, format, values));
    }
}
