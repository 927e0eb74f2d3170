package io.transom.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.Effect;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditLog;
import io.transom.core.trust.Identity;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app has read of an intercom's log, on its disk. */
class CopiedLogsTest {
    @TempDir
    Path data;

    private final Identity door = Identity.generate(new SystemEntropy());
    private final EndpointId whose = door.id();
    private final List<AuditEntry> entries = new ArrayList<>();

    CopiedLogsTest() {
        AuditLog log = new AuditLog(door, 1, List.of(), "");
        for (int i = 0; i < 20; i++) {
            List<Effect> effects = new ArrayList<>(log.tell(AuditFact.of(Kind.SETTING, "number " + i), Moment.ZERO));
            effects.addAll(log.sign(Moment.ZERO));
            effects.forEach(effect -> entries.add(((Effect.KeepAudit) effect).entry()));
        }
    }

    @Test
    void it_goes_on_where_it_ended_and_reads_as_the_intercoms_own() throws Exception {
        append(entries.subList(0, 10));
        append(entries.subList(10, 20));
        try (CopiedLogs copies = new CopiedLogs(data)) {
            assertThat(copies.heads()).isEqualTo(Map.of(whose, entries.get(19).head()));
        }
        AuditReport report = AuditReport.ofCopy(data, door.publicIdentity());
        assertThat(report.holds()).isTrue();
        assertThat(String.join("\n", report.lines())).contains("number 3", "20 entries", "None was altered");
    }

    @Test
    void what_is_not_in_it_is_said_and_what_was_altered_is_a_fault() throws Exception {
        append(entries.subList(0, 10));
        append(entries.subList(15, 20));
        AuditReport report = AuditReport.ofCopy(data, door.publicIdentity());
        assertThat(report.holds()).isTrue();
        assertThat(String.join("\n", report.lines())).contains("NUMBERS 10 to 14 ARE NOT IN THIS COPY");

        Path file = CopiedLogs.of(data, whose).resolve(AuditLines.NEWEST);
        List<String> lines = Files.readAllLines(file);
        lines.set(4, AuditLines.line(entries.get(3)));
        Files.write(file, lines);
        assertThat(AuditReport.ofCopy(data, door.publicIdentity()).holds()).isFalse();
    }

    @Test
    void nothing_is_written_behind_a_place_that_the_disk_has_not_taken_and_the_next_start_goes_on_there()
            throws Exception {
        append(entries.subList(0, 5));
        Path file = CopiedLogs.of(data, whose).resolve(AuditLines.NEWEST);
        Path away = data.resolve("away");
        Files.move(file, away);
        Files.createDirectory(file);
        try (CopiedLogs copies = new CopiedLogs(data)) {
            assertThatThrownBy(() -> copies.append(whose, entries.subList(5, 8)))
                    .isNotNull();
            Files.delete(file);
            Files.move(away, file);
            assertThatThrownBy(() -> copies.append(whose, entries.subList(8, 9)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("what comes before isn't there");
        }
        try (CopiedLogs copies = new CopiedLogs(data)) {
            assertThat(copies.heads()).isEqualTo(Map.of(whose, entries.get(4).head()));
        }
        append(entries.subList(5, 9));
        assertThat(AuditReport.ofCopy(data, door.publicIdentity()).holds()).isTrue();
    }

    @Test
    void a_line_without_its_end_is_no_entry_neither_for_where_it_goes_on_nor_in_the_file() throws Exception {
        append(entries.subList(0, 5));
        Path file = CopiedLogs.of(data, whose).resolve(AuditLines.NEWEST);
        String all = Files.readString(file);
        Files.writeString(file, all.substring(0, all.length() - 1));
        try (CopiedLogs copies = new CopiedLogs(data)) {
            assertThat(copies.heads()).isEqualTo(Map.of(whose, entries.get(3).head()));
            copies.append(whose, entries.subList(4, 6));
        }
        AuditReport report = AuditReport.ofCopy(data, door.publicIdentity());
        assertThat(report.holds()).isTrue();
        assertThat(String.join("", report.lines())).doesNotContain("NOT IN THIS COPY");
    }

    @Test
    void a_copy_that_was_set_aside_is_read_first_and_no_report_holds_while_it_is_there() throws Exception {
        try (CopiedLogs copies = new CopiedLogs(data)) {
            copies.append(whose, entries.subList(0, 10));
            copies.setAside(whose);
            copies.append(whose, entries.subList(15, 20));
        }
        AuditReport report = AuditReport.ofCopy(data, door.publicIdentity());
        assertThat(report.holds()).isFalse();
        assertThat(String.join("\n", report.lines())).contains("number 3", "CUT OR ALTERED", whose + ".1", "number 8");
    }

    @Test
    void nothing_that_an_intercom_tells_commands_the_terminal_of_who_reads_it() throws Exception {
        AuditLog evil = new AuditLog(door, 1, List.of(), "");
        List<AuditEntry> told =
                evil.tell(AuditFact.of(Kind.SETTING, "\u001b[2J\r\n\u202egone\u0007"), Moment.ZERO).stream()
                        .map(effect -> ((Effect.KeepAudit) effect).entry())
                        .toList();
        append(told);
        assertThat(String.join(
                        "", AuditReport.ofCopy(data, door.publicIdentity()).lines()))
                .contains("gone")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }

    private void append(List<AuditEntry> some) throws IOException {
        try (CopiedLogs copies = new CopiedLogs(data)) {
            copies.append(whose, some);
        }
    }
}
