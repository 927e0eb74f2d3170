package io.transom.node.explain;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lines of event files.
 *
 * @param lines each end's in the order in which it wrote them, whatever its clock did meanwhile
 * @param unread lines that were no events: cut off by a full disk, or of another program
 */
public record FlightLog(List<Line> lines, long unread) {
    /** A file of events far larger than any recorder writes isn't read to its end. */
    private static final int MOST_LINES = 500_000;

    private static final int LONGEST_LINE = 16_384;
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /**
     * One event.
     *
     * @param at by the wall clock
     * @param monotonicNanos by the clock that never jumps; empty in files of before it was told
     * @param who whose file it stood in
     * @param fields everything else, as text
     */
    public record Line(
            Instant at, Optional<Long> monotonicNanos, String who, String event, Map<String, String> fields) {
        public Line {
            fields = Map.copyOf(fields);
        }

        public String field(String key) {
            return fields.getOrDefault(key, "");
        }
    }

    public FlightLog {
        lines = List.copyOf(lines);
    }

    /** Reads whole files; {@code files} maps whose file it is to where it stands. */
    public static FlightLog read(Map<String, List<Path>> files) throws IOException {
        List<Deque<Line>> ends = new ArrayList<>();
        long unread = 0;
        for (Map.Entry<String, List<Path>> of : files.entrySet()) {
            Deque<Line> own = new ArrayDeque<>();
            for (Path file : of.getValue()) {
                unread += read(file, of.getKey(), own);
            }
            ends.add(own);
        }
        return new FlightLog(merged(ends), unread);
    }

    /** No end's lines pass each other: a clock that was set back in between says nothing of their order. */
    private static List<Line> merged(List<Deque<Line>> ends) {
        List<Line> merged = new ArrayList<>();
        for (Optional<Deque<Line>> next = earliest(ends); next.isPresent(); next = earliest(ends)) {
            merged.add(next.get().removeFirst());
        }
        return merged;
    }

    private static Optional<Deque<Line>> earliest(List<Deque<Line>> ends) {
        return ends.stream()
                .filter(end -> !end.isEmpty())
                .min(Comparator.comparing(end -> end.getFirst().at()));
    }

    private static long read(Path file, String who, Deque<Line> lines) throws IOException {
        long unread = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String text = reader.readLine();
            while (text != null && lines.size() < MOST_LINES) {
                Optional<Line> line = text.length() > LONGEST_LINE ? Optional.empty() : parse(text, who);
                line.ifPresent(lines::add);
                unread += line.isEmpty() && !text.isBlank() ? 1 : 0;
                text = reader.readLine();
            }
        }
        return unread;
    }

    private static Optional<Line> parse(String text, String who) {
        try {
            Map<String, String> fields = new LinkedHashMap<>();
            JsonMapper.shared().readValue(text, OBJECT).forEach((key, value) -> fields.put(key, String.valueOf(value)));
            String at = fields.remove("at");
            String event = fields.remove("event");
            Optional<Long> nanos =
                    Optional.ofNullable(fields.remove("monotonicNanos")).map(Long::parseLong);
            return at == null || event == null
                    ? Optional.empty()
                    : Optional.of(new Line(Instant.parse(at), nanos, who, event, fields));
        } catch (JacksonException | DateTimeParseException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The ids of the calls, the latest last. */
    public List<String> calls() {
        return lines.stream()
                .map(line -> line.field("call"))
                .filter(call -> !call.isEmpty())
                .distinct()
                .toList();
    }

    /** What was said of one call: each end's times as if its clock had not jumped in it, both ends' in one order. */
    public List<Line> of(String call) {
        Map<String, CallClock> clocks = new LinkedHashMap<>();
        List<Line> said = new ArrayList<>();
        for (Line line : lines) {
            if (line.field("call").equals(call)) {
                said.add(clocks.computeIfAbsent(line.who(), who -> new CallClock(line))
                        .straightened(line));
            }
        }
        said.sort(Comparator.comparing(Line::at));
        return said;
    }

    /** One end's wall clock as it was at its first line of a call, going on as the clock does that never jumps. */
    private static final class CallClock {
        private Line before;
        private Instant now;

        CallClock(Line first) {
            this.before = first;
            this.now = first.at();
        }

        Line straightened(Line line) {
            now = now.plus(passed(line));
            before = line;
            return new Line(now, line.monotonicNanos(), line.who(), line.event(), line.fields());
        }

        /** By the wall clock where there is no better one, which is no time at all where it was set back. */
        private Duration passed(Line line) {
            Duration passed = before.monotonicNanos()
                    .flatMap(from -> line.monotonicNanos().map(to -> Duration.ofNanos(to - from)))
                    .orElseGet(() -> Duration.between(before.at(), line.at()));
            return passed.isNegative() ? Duration.ZERO : passed;
        }
    }
}
