package io.transom.node.explain;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
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
 * @param lines in the order of their times
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
     * @param who whose file it stood in
     * @param fields everything but {@code at} and {@code event}, as text
     */
    public record Line(Instant at, String who, String event, Map<String, String> fields) {
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
        List<Line> lines = new ArrayList<>();
        long unread = 0;
        for (Map.Entry<String, List<Path>> of : files.entrySet()) {
            for (Path file : of.getValue()) {
                unread += read(file, of.getKey(), lines);
            }
        }
        lines.sort(Comparator.comparing(Line::at));
        return new FlightLog(lines, unread);
    }

    private static long read(Path file, String who, List<Line> lines) throws IOException {
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
            return at == null || event == null
                    ? Optional.empty()
                    : Optional.of(new Line(Instant.parse(at), who, event, fields));
        } catch (JacksonException | DateTimeParseException e) {
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

    /** What was said of one call. */
    public List<Line> of(String call) {
        return lines.stream().filter(line -> line.field("call").equals(call)).toList();
    }
}
