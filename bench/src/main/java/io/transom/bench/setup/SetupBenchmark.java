package io.transom.bench.setup;

import io.transom.bench.Folders;
import io.transom.bench.call.Percentiles;
import io.transom.bench.call.Step;
import io.transom.lab.tun.TunLab;
import io.transom.node.running.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Calls by us and by peers, in turn. */
public final class SetupBenchmark implements AutoCloseable {
    /**
     * What is measured.
     *
     * @param calls of each, measured
     * @param warmUps of each, before
     * @param line one way between a home and the world
     * @param peers whether there are others than us
     */
    public record Options(int calls, int warmUps, Duration line, boolean peers) {
        public Options {
            if (calls < 1 || warmUps < 0 || line.isNegative()) {
                throw new IllegalArgumentException(
                        "at least one call, no fewer than 0 warm-ups, and a line that takes 0 or more");
            }
        }
    }

    /** What a call leaves behind comes to rest, and calls beat in time with nothing. */
    private static final Duration REST = Duration.ofMillis(250);

    private static final int REST_VARIES_MILLIS = 40;
    /** Presses beside this many calls are enough for a median; each takes the length of a ring. */
    private static final int MOST_PRESSES = 50;

    private final Options options;
    private final Consumer<String> lines;
    private final Started started = new Started();
    private final List<Peer> peers = new ArrayList<>();
    private final Map<Peer, List<Double>> millis = new LinkedHashMap<>();
    /** The first call of each one's programs, nothing compiled or loaded yet. */
    private final Map<Peer, Double> first = new LinkedHashMap<>();

    private final List<String> failures = new ArrayList<>();
    private final Ours ours;

    private SetupBenchmark(Options options, Consumer<String> lines) throws Exception {
        this.options = options;
        this.lines = lines;
        try {
            Path folder = Files.createTempDirectory("transom-bench");
            started.keep(() -> Folders.delete(folder));
            SetupPlaces places = started.keep(new SetupPlaces(options.line()));
            ours = started.keep(new Ours(folder, places));
            peers.add(ours);
            if (options.peers()) {
                others(places, folder.resolve("peers.log"));
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Why it can't be run here; empty where it can. */
    public static Optional<String> obstacle() {
        return TunLab.obstacle();
    }

    public static void run(Options options, Consumer<String> lines) throws Exception {
        try (SetupBenchmark benchmark = new SetupBenchmark(options, lines)) {
            benchmark.run();
        }
    }

    private void others(SetupPlaces places, Path log) throws Exception {
        String address = SetupPlaces.managerAddress();
        LineRelay relay = started.keep(places.world().call(() -> new LineRelay(address)));
        PlainReflector reflector = started.keep(places.world().call(() -> new PlainReflector(address)));
        IcePeer.Meeting meeting = new IcePeer.Meeting(places, relay.port(), reflector.port());
        List<PeerLibrary> libraries = new ArrayList<>();
        PeerLibrary.ice4j(lines).ifPresent(libraries::add);
        PeerLibrary.libnice(lines).ifPresent(libraries::add);
        for (PeerLibrary library : libraries) {
            peers.add(started.keep(new IcePeer(library, false, meeting, log)));
            peers.add(started.keep(new IcePeer(library, true, meeting, log)));
        }
    }

    private void run() throws Exception {
        rounds(options.warmUps());
        millis.forEach((peer, all) -> first.put(peer, all.isEmpty() ? Double.NaN : all.getFirst()));
        millis.clear();
        failures.clear();
        rounds(options.calls());
        tell();
        presses();
    }

    /** A call by each, then again. */
    private void rounds(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            for (Peer peer : peers) {
                try {
                    millis.computeIfAbsent(peer, key -> new ArrayList<>()).add(peer.call());
                } catch (IOException e) {
                    if (peer == ours) {
                        throw e;
                    }
                    failures.add(peer.name() + ": " + e.getMessage());
                }
                LockSupport.parkNanos(
                        REST.plusMillis(7L * i % REST_VARIES_MILLIS).toNanos());
            }
        }
    }

    private void tell() {
        double line = options.line().toNanos() / 1e6;
        double leg = Math.max(4 * line / 3, 1e-9);
        say(
                "%d calls of each in turn, after %d of each to warm up; each home %.0f ms from the world: a leg is %.1f ms,"
                        + " three are %.0f.",
                options.calls(), options.warmUps(), line, leg, 4 * line);
        say("");
        say(
                "%-40s %6s %8s %8s %6s %6s %8s %6s %8s",
                "asked to first sound, ms", "calls", "median", "99th", "legs", "99th", "3 legs+", "ratio", "cold");
        double reference = Percentiles.of(millis.getOrDefault(ours, List.of())).median();
        millis.forEach((peer, all) -> {
            if (all.isEmpty()) {
                return;
            }
            Percentiles percentiles = Percentiles.of(all);
            say(
                    "%-40s %6d %8.1f %8.1f %6.2f %6.2f %8.1f %6.2f %8.0f",
                    peer.name(),
                    all.size(),
                    percentiles.median(),
                    percentiles.at(99),
                    percentiles.median() / leg,
                    percentiles.at(99) / leg,
                    percentiles.median() - 4 * line,
                    percentiles.median() / reference,
                    first.getOrDefault(peer, Double.NaN));
        });
        failures.forEach(failure -> say("failed: %s", failure));
        verdict(leg);
        say("");
        steps(line);
    }

    /** The goal: 3 legs + 30 ms in the median, 4 legs + 50 ms at the 99th percentile. */
    private void verdict(double leg) {
        Percentiles percentiles = Percentiles.of(millis.getOrDefault(ours, List.of()));
        say(
                "The goal is %.1f ms in the median: %s; and %.1f ms at the 99th percentile: %s.",
                3 * leg + 30,
                percentiles.median() <= 3 * leg + 30 ? "reached" : "missed",
                4 * leg + 50,
                percentiles.at(99) <= 4 * leg + 50 ? "reached" : "missed");
    }

    private void steps(double line) {
        say("%-40s %8s %8s %8s %8s", "Transom, ms since the caller asked", "median", "99th", "physics", "over it");
        for (Step step : Step.values()) {
            Percentiles percentiles = Percentiles.of(ours.latest(options.calls(), step));
            double physics = step.accessLines() * line + (step.needsSound() ? 20 : 0);
            say(
                    "%-40s %8.1f %8.1f %8.1f %8.1f",
                    step.words(), percentiles.median(), percentiles.at(99), physics, percentiles.median() - physics);
        }
        say("");
    }

    private void presses() throws Exception {
        List<Double> pressed = new ArrayList<>();
        ours.awaitWarm();
        for (int i = 0; i < Math.min(MOST_PRESSES, options.calls()); i++) {
            pressed.add(ours.press());
            LockSupport.parkNanos(REST.toNanos());
        }
        Percentiles percentiles = Percentiles.of(pressed);
        double line = options.line().toNanos() / 1e6;
        say(
                "Press to ring over a warm window, %d presses: median %.1f ms, 99th %.1f; one leg, home to home, is %.0f ms."
                        + " The goal is %.0f: %s.",
                pressed.size(),
                percentiles.median(),
                percentiles.at(99),
                2 * line,
                2 * line + 20,
                percentiles.median() <= 2 * line + 20 ? "reached" : "missed");
    }

    private void say(String format, Object... values) {
        lines.accept(String.format(Locale.ROOT, format, values));
    }

    @Override
    public void close() {
        started.close();
    }
}
