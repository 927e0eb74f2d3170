package io.transom.node.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EventFileTest {
    @TempDir
    Path directory;

    @Test
    void every_event_is_one_json_line_with_nanoseconds_in_order() throws Exception {
        Path file = directory.resolve("events.json");
        try (EventFile events = EventFile.appendingTo(file)) {
            for (int i = 0; i < 1000; i++) {
                events.accept(Event.of(EventName.COUNTED, "what", "\"quoted\"\n", "count", i));
            }
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1000);
        long before = Long.MIN_VALUE;
        for (int i = 0; i < 1000; i++) {
            JsonNode line = JsonMapper.shared().readTree(lines.get(i));
            assertThat(line.get("count").asInt()).isEqualTo(i);
            assertThat(line.get("what").asString()).isEqualTo("\"quoted\"\n");
            assertThat(line.get("at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
            long now = line.get("monotonicNanos").asLong();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }

    @Test
    void a_second_start_appends() throws Exception {
        Path file = directory.resolve("events.json");
        for (int i = 0; i < 2; i++) {
            try (EventFile events = EventFile.appendingTo(file)) {
                events.accept(Event.of(EventName.READY));
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void a_listener_that_fails_disturbs_neither_the_file_nor_the_next_listener() throws Exception {
        Path file = directory.resolve("events.json");
        List<Stamped> heard = Collections.synchronizedList(new ArrayList<>());
        try (EventFile events = EventFile.appendingTo(file)) {
            events.listen(stamped -> {
                throw new IllegalStateException("on purpose");
            });
            events.listen(heard::add);
            events.accept(Event.of(EventName.TALKING));
        }
        assertThat(heard).hasSize(1);
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void the_timeline_counts_milliseconds_from_the_first_event_in_plain_words() {
        List<String> lines = new ArrayList<>();
        Timeline timeline = new Timeline(lines::add);
        timeline.accept(new Stamped(Instant.EPOCH, 5_000_000, Event.of(EventName.REGISTERED, "name", "door")));
        timeline.accept(new Stamped(
                Instant.EPOCH,
                17_500_000,
                Event.of(EventName.PATH_PROVED, "path", "direct", "remote", "203.0.113.9:4000", "rttMs", 12.5)));
        assertThat(lines)
                .containsExactly(
                        "      0.0 ms  registered: door",
                        "     12.5 ms  path proved: direct, to 203.0.113.9:4000, round trip 12.5 ms");
    }

    @Test
    void every_event_has_words() {
        for (EventName name : EventName.values()) {
            assertThat(Timeline.sentence(Event.of(name))).isNotBlank().doesNotContain("_");
        }
    }
}
