package io.transom.bench.hot;

import io.transom.media.opus.OpusCodecs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The JMH benchmarks by subject, and how they are run. */
public final class HotPaths {
    static final String LIBOPUS = "libopus";
    static final String CONCENTUS = "concentus";

    /** Short, so that all take about two minutes; the error that JMH tells says how far to trust them. */
    private static final int WARM_UPS = 2;

    private static final int MEASUREMENTS = 3;
    private static final int FORKS = 1;
    private static final TimeValue ITERATION = TimeValue.seconds(1);

    /** What 20 ms of a call in one direction cost may not come near this. */
    private static final double FRAME_MICROS = 20_000;

    private static final Map<String, Class<?>> SUBJECTS = new LinkedHashMap<>();

    static {
        SUBJECTS.put("stun", StunBenchmark.class);
        SUBJECTS.put("seal", SealBenchmark.class);
        SUBJECTS.put("srtp", SrtpBenchmark.class);
        SUBJECTS.put("opus", OpusBenchmark.class);
        SUBJECTS.put("jitter", JitterBenchmark.class);
    }

    /** One line of the table; microseconds. */
    record Measured(String name, double wall, double error, double cpu) {}

    private HotPaths() {}

    /** The names of the subjects, in the order of the table. */
    public static List<String> names() {
        return List.copyOf(SUBJECTS.keySet());
    }

    /** Runs these subjects and tells {@code lines} the table and the ratios. */
    public static void run(List<String> subjects, Consumer<String> lines) throws RunnerException {
        lines.accept(String.format(
                Locale.ROOT,
                "JMH: %d fork, %d warm-up and %d measured iterations of 1 s, 1 thread. CPU is the whole process's.",
                FORKS,
                WARM_UPS,
                MEASUREMENTS));
        if (!OpusCodecs.nativePresent()) {
            lines.accept("libopus is not on this machine: only Concentus is measured.");
        }
        lines.accept("");
        lines.accept(String.format(
                Locale.ROOT, "%-36s %12s %12s %12s %12s", "", "wall µs", "± µs (99.9%)", "CPU µs", "% of 20 ms"));
        List<Measured> all = new ArrayList<>();
        for (String subject : subjects) {
            for (Measured measured : run(subject)) {
                all.add(measured);
                lines.accept(line(measured));
            }
        }
        ratios(all).forEach(lines);
    }

    private static List<Measured> run(String subject) throws RunnerException {
        Class<?> type = SUBJECTS.get(subject);
        if (type == null) {
            throw new IllegalArgumentException("no benchmark is named " + subject);
        }
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + type.getName().replace(".", "\\.") + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(FORKS)
                .warmupIterations(WARM_UPS)
                .warmupTime(ITERATION)
                .measurementIterations(MEASUREMENTS)
                .measurementTime(ITERATION)
                .threads(1)
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (type == OpusBenchmark.class && !OpusCodecs.nativePresent()) {
            options.param("library", CONCENTUS);
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        return results.stream().map(result -> measured(subject, result)).toList();
    }

    private static Measured measured(String subject, RunResult result) {
        Result<?> cpu = result.getSecondaryResults().get(CpuTime.LABEL);
        String library = result.getParams().getParam("library");
        String method = result.getPrimaryResult().getLabel();
        return new Measured(
                subject + " " + method + (library == null ? "" : " " + library),
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError(),
                cpu == null ? Double.NaN : cpu.getScore());
    }

    private static String line(Measured measured) {
        return String.format(
                Locale.ROOT,
                "%-36s %12.2f %12.2f %12.2f %12.3f",
                measured.name(),
                measured.wall(),
                measured.error(),
                measured.cpu(),
                100 * measured.cpu() / FRAME_MICROS);
    }

    /** Concentus by libopus, from the same run. */
    static List<String> ratios(List<Measured> all) {
        List<String> lines = new ArrayList<>();
        for (Measured slow : all) {
            if (!slow.name().endsWith(" " + CONCENTUS)) {
                continue;
            }
            String work = slow.name().substring(0, slow.name().length() - CONCENTUS.length());
            all.stream()
                    .filter(it -> it.name().equals(work + LIBOPUS))
                    .findFirst()
                    .ifPresent(fast -> lines.add(String.format(
                            Locale.ROOT,
                            "%sConcentus takes %.1f times libopus (CPU), %.1f times (wall)",
                            work,
                            slow.cpu() / fast.cpu(),
                            slow.wall() / fast.wall())));
        }
        return lines;
    }
}
