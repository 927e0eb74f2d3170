package io.transom.node.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.path.Target;
import io.transom.node.config.Configuration;
import io.transom.node.events.Stamped;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
    private static final String CALL = "4f2kabcdefghijklmnopqrstuv";

    private static final Instant BEGUN = Instant.parse("2026-11-23T10:00:00Z");

    private static final List<String> FLIGHT = List.of(
            line(0, "call-requested", "\"to\":\"door\""),
            line(1, "path-tried", "\"way\":\"203.0.113.9:4000\",\"why\":\"attested\""),
            line(25, "path-tried", "\"way\":\"channel 16384 of the relay 198.51.100.1:3478\",\"why\":\"relay\""),
            line(90, "path-answered", "\"way\":\"channel 16384 of the relay 198.51.100.1:3478\",\"rttMs\":65.0"),
            line(90, "path-chosen", "\"way\":\"channel 16384 of the relay 198.51.100.1:3478\",\"because\":\"first\""),
            line(180, "path-answered", "\"way\":\"203.0.113.9:4000\",\"rttMs\":81.5"),
            line(180, "path-chosen", "\"way\":\"203.0.113.9:4000\",\"because\":\"better class\""),
            line(5_000, "call-ended", "\"reason\":\"hung up\""));

    @TempDir
    private Path folder;

    private static String line(int millis, String event, String fields) {
        return "{\"at\":\"" + BEGUN.plusMillis(millis) + "\",\"event\":\"" + event + "\",\"call\":\"" + CALL + "\","
                + fields + "}";
    }

    /** The same as {@link #FLIGHT}, with the clock that never jumps, from any number on; the wall clock is set by {@code jump} after 100 ms. */
    private static List<String> jumping(Duration jump) {
        List<String> lines = new ArrayList<>();
        for (String line : FLIGHT) {
            Instant at = Instant.parse(line.substring(7, line.indexOf('Z') + 1));
            Duration passed = Duration.between(BEGUN, at);
            Instant shown = passed.toMillis() < 100 ? at : at.plus(jump);
            lines.add("{\"at\":\"" + shown + "\",\"monotonicNanos\":" + (77_000_000_000L + passed.toNanos())
                    + line.substring(line.indexOf('Z') + 2));
        }
        return lines;
    }

    private record Said(int status, String out, String err) {}

    private static Said explain(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream errBefore = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int status = Configuration.run(new ExplainProgram(), arguments);
            return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            System.setErr(errBefore);
        }
    }

    @Test
    void a_call_that_moved_from_the_relay_to_the_direct_way_says_so() throws Exception {
        Path file = folder.resolve("anna.jsonl");
        Files.write(file, FLIGHT);
        Said said = explain("--events", file.toString());
        assertThat(said.status()).isZero();
        assertThat(said.out())
                .contains("anna tried 2 ways")
                .contains(
                        "90.0 to 180.0 ms: sound went through the manager's relay (channel 16384 of the relay 198.51.100.1:3478),"
                                + " because it was the first way that was proved.",
                        "180.0 to 5000.0 ms: sound went directly (203.0.113.9:4000), because it is a better kind of way than the"
                                + " one before.");
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, -50, 50, 1_700_000_000_000L})
    void a_clock_that_is_set_amid_a_call_changes_nothing_of_its_story(long jumpMillis) throws Exception {
        Path steady = folder.resolve("anna.jsonl");
        Files.write(steady, FLIGHT);
        Path jumping = Files.createDirectory(folder.resolve("jumping")).resolve("anna.jsonl");
        Files.write(jumping, jumping(Duration.ofMillis(jumpMillis)));
        assertThat(explain("--events", jumping.toString()).out())
                .contains("call " + CALL + ", 5.0 s")
                .isEqualTo(explain("--events", steady.toString()).out());
    }

    @Test
    void without_the_clock_that_never_jumps_a_files_own_order_is_kept() throws Exception {
        Path file = folder.resolve("anna.jsonl");
        Files.write(
                file,
                jumping(Duration.ofHours(-1)).stream()
                        .map(line -> line.replaceFirst("\"monotonicNanos\":\\d+,", ""))
                        .toList());
        assertThat(explain("--events", file.toString()).out())
                .containsSubsequence(
                        "90.0 to 90.0 ms: sound went through the manager's relay",
                        "90.0 to 4910.0 ms: sound went directly (203.0.113.9:4000), because it is a better kind of way");
    }

    @Test
    void the_last_call_is_the_one_that_was_written_last() throws Exception {
        Path file = folder.resolve("anna.jsonl");
        String later = "5zzzabcdefghijklmnopqrstuv";
        List<String> both = new ArrayList<>(FLIGHT);
        FLIGHT.forEach(line -> both.add(line.replace(CALL, later).replace("2026-11-23", "1970-01-01")));
        Files.write(file, both);
        assertThat(explain("--events", file.toString()).out()).startsWith("call " + later + ", 5.0 s");
    }

    @Test
    void both_ends_are_shown_on_one_clock_although_one_of_them_was_set() throws Exception {
        Path anna = folder.resolve("anna.jsonl");
        Path door = folder.resolve("door.jsonl");
        Files.write(anna, jumping(Duration.ofHours(-1)));
        Files.write(
                door,
                List.of(
                        line(30, "call-notice", "\"from\":\"anna\""),
                        line(4_000, "microphone-closed", "\"reason\":\"let go\"")));
        assertThat(explain("--events", anna.toString(), "--events", door.toString())
                        .out())
                .containsSubsequence(
                        "0.0 ms  anna     call requested",
                        "30.0 ms  door     call notice",
                        "4000.0 ms  door     microphone closed",
                        "5000.0 ms  anna     call ended");
    }

    @Test
    void whatever_made_a_way_worth_trying_is_told_in_words() {
        assertThat(Target.Why.values())
                .allSatisfy(why -> assertThat(ExplanationText.WHY).containsKey(why.text()));
    }

    @Test
    void the_picture_has_a_lane_for_each_way() throws Exception {
        Path file = folder.resolve("anna.jsonl");
        Files.write(file, FLIGHT);
        Path picture = folder.resolve("call.svg");
        assertThat(explain("4f2k", "--events", file.toString(), "--picture", picture.toString())
                        .status())
                .isZero();
        assertThat(Files.readString(picture))
                .startsWith("<svg")
                .contains("direct 203.0.113.9:4000", "relay channel 16384", "180 ms");
    }

    @Test
    void what_can_not_be_read_is_counted_and_loses_nothing_else() throws Exception {
        Path file = folder.resolve("anna.jsonl");
        Files.write(file, FLIGHT);
        Files.writeString(file, Files.readString(file) + "{\"at\":\"2026-11-23T10:0", StandardCharsets.UTF_8);
        Said said = explain("--events", file.toString());
        assertThat(said.status()).isZero();
        assertThat(said.out()).contains("(1 line could not be read");
    }

    @Test
    void a_call_that_nothing_came_back_on_is_told_as_that() throws Exception {
        Path file = folder.resolve("anna.jsonl");
        Files.write(file, List.of(FLIGHT.get(0), FLIGHT.get(1), FLIGHT.get(7)));
        assertThat(explain("--events", file.toString()).out()).contains("nothing came back on any of them");
    }

    @Test
    void wrong_use_is_told_with_a_remedy() {
        assertThat(explain().status()).isEqualTo(2);
        assertThat(explain("--data", folder.resolve("nothing").toString()).status())
                .isEqualTo(2);
        Said none = explain("--data", folder.toString());
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("no call is recorded there yet");
    }

    @Test
    void the_recorder_keeps_calls_only_and_two_files_of_bounded_size() throws Exception {
        FlightRecorder recorder = new FlightRecorder(folder);
        recorder.accept(stamped(Event.of(EventName.REGISTERED, "name", "door")));
        assertThat(folder.resolve(FlightRecorder.FILE)).doesNotExist();
        String much = "x".repeat(10_000);
        for (int i = 0; i < 350; i++) {
            recorder.accept(stamped(Event.of(EventName.TALKING, "call", CALL, "much", much)));
        }
        assertThat(Files.size(folder.resolve(FlightRecorder.FILE))).isLessThan(FlightRecorder.MOST_OCTETS + 20_000);
        assertThat(Files.size(folder.resolve(FlightRecorder.OLDER))).isLessThan(FlightRecorder.MOST_OCTETS + 20_000);
        assertThat(FlightLog.read(Map.of("door", List.of(folder.resolve(FlightRecorder.FILE))))
                        .calls())
                .containsExactly(CALL);
    }

    private static Stamped stamped(Event event) {
        return new Stamped(Instant.now(), System.nanoTime(), event);
    }
}
