package io.transom.simulator;

import io.transom.simulator.world.Options;
import io.transom.simulator.world.Outcome;
import io.transom.simulator.world.Report;
import io.transom.simulator.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.LongStream;

/**
 * Many worlds on all cores, a batch at a time: after each one it is known, and written down, which seeds have run, so that
 * what is interrupted goes on where it was.
 *
 * <pre>
 * seeds 1..1000000                                                      the report file
 * next 52001
 * seconds 1180
 * FAILED ./transom simulate --seed 4711   # what was broken             none, hopefully
 *      52000  event registered                                          how often everything occurred
 * </pre>
 */
final class Campaign {
    /** Half a minute on two cores: what an interruption costs at most. */
    private static final int BATCH = 1_000;
    /** More of them are one mistake many times over; the rest are counted. */
    private static final int MOST_FAILURES = 100;

    private final long first;
    private final long last;
    private final boolean evil;
    private final Report report;
    private final List<String> failures = new ArrayList<>();
    private long next;
    private long failed;
    private double seconds;

    /** {@code evil}: of the worlds whose manager lies. */
    Campaign(long first, long last, boolean evil) {
        this.evil = evil;
        this.report = evil ? Report.ofEvilWorlds() : new Report();
        this.first = first;
        this.last = last;
        this.next = first;
    }

    /** Goes on with what {@code file} says of the same seeds; one of other seeds is refused. */
    void resume(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().equals(range())) {
            throw new IOException("it isn't about " + range());
        }
        for (String line : lines) {
            if (line.startsWith("next ")) {
                next = Long.parseLong(line.substring("next ".length()));
            } else if (line.startsWith("seconds ")) {
                seconds = Double.parseDouble(line.substring("seconds ".length()));
            } else if (line.startsWith("failed ")) {
                failed = Long.parseLong(line.substring("failed ".length()));
            } else if (line.startsWith("FAILED ")) {
                failures.add(line.substring("FAILED ".length()));
            } else {
                report.addLine(line);
            }
        }
    }

    /** Runs what hasn't run; true if every world has kept every promise. */
    boolean run(int threads, Optional<Path> file, PrintWriter out) throws IOException {
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            while (next <= last) {
                long end = Math.min(last, next + BATCH - 1);
                long begun = System.nanoTime();
                long from = next;
                List<Outcome> bad = pool.submit(() -> batch(from, end)).join();
                double took = (System.nanoTime() - begun) / 1e9;
                seconds += took;
                next = end + 1;
                bad.forEach(outcome -> note(outcome, out));
                if (file.isPresent()) {
                    write(file.get());
                }
                out.println(progress(end - from + 1, took));
                out.flush();
            }
        }
        return failed == 0;
    }

    private List<Outcome> batch(long from, long end) {
        return LongStream.rangeClosed(from, end)
                .parallel()
                .mapToObj(seed -> World.run(options(seed, evil)))
                .peek(outcome -> {
                    synchronized (report) {
                        report.add(outcome.report());
                    }
                })
                .filter(outcome -> !outcome.good())
                .sorted(Comparator.comparing(outcome -> outcome.options().seed()))
                .toList();
    }

    static Options options(long seed, boolean evil) {
        return evil ? Options.of(seed).withEvilManager() : Options.of(seed);
    }

    private void note(Outcome outcome, PrintWriter out) {
        failed++;
        String line = outcome.replay() + "   # " + outcome.violation().orElse("");
        out.println("FAILED " + line);
        if (failures.size() < MOST_FAILURES) {
            failures.add(line);
        }
    }

    private String progress(long ran, double took) {
        double rate = ran / took;
        Duration left = Duration.ofSeconds((long) ((last - next + 1) / rate));
        return String.format(
                Locale.ROOT,
                "%d of %d worlds, %d broke a promise; %.1f a second, %d:%02d h to go",
                next - first,
                last - first + 1,
                failed,
                rate,
                left.toHours(),
                left.toMinutesPart());
    }

    private String range() {
        return (evil ? "evil " : "") + "seeds " + first + ".." + last;
    }

    /** Whole or not at all: this may be killed at any time. */
    private void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(range()).append('\n');
        text.append("next ").append(next).append('\n');
        text.append("seconds ").append(Math.round(seconds)).append('\n');
        text.append("failed ").append(failed).append('\n');
        failures.forEach(line -> text.append("FAILED ").append(line).append('\n'));
        text.append(report.lines());
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(whole, text);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What people read at the end. */
    String summary() {
        List<String> missing = report.missing();
        StringBuilder text = new StringBuilder(report.text());
        if (!missing.isEmpty()) {
            text.append("never: ").append(String.join(", ", missing)).append('\n');
        }
        failures.forEach(line -> text.append("FAILED ").append(line).append('\n'));
        long worlds = next - first;
        return text.append(
                        failed == 0
                                ? worlds + " worlds kept every promise"
                                : failed + " of " + worlds + " worlds broke a promise")
                .append('\n')
                .toString();
    }
}
