package io.transom.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditLog;
import io.transom.core.audit.AuditVerifier;
import io.transom.core.trust.Identity;
import io.transom.node.config.Configuration;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class AuditFileTest {
    @TempDir
    Path directory;

    private final SystemEntropy entropy = new SystemEntropy();
    private final CallId call = CallId.random(entropy);

    private record Outcome(int code, String text) {}

    @Test
    void who_heard_how_long_and_by_which_right_can_be_read_afterwards() throws Exception {
        aCall(1);
        Outcome audit = audit();
        assertThat(audit.text())
                .contains("MICROPHONE OPEN for anna")
                .contains("right to drop in, 7.0 s")
                .contains("DOOR OPENED by anna")
                .contains("None was altered or taken out");
        assertThat(audit.code()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void the_chain_goes_on_after_a_restart() throws Exception {
        aCall(1);
        aCall(2);
        assertThat(audit().code()).isZero();
        assertThat(audit().text()).containsOnlyOnce("this log begins");
    }

    @Test
    void a_line_that_a_power_cut_tore_is_set_aside_and_nothing_else_is_lost() throws Exception {
        aCall(1);
        int before = AuditLines.read(directory).size();
        Files.writeString(file(), "AQIDBA", StandardOpenOption.APPEND);
        assertThat(audit().code()).as("while nothing has mended it").isZero();
        aCall(2);
        assertThat(Files.readString(directory.resolve(AuditLines.TORN))).isEqualTo("AQIDBA\n");
        assertThat(AuditLines.read(directory)).hasSizeGreaterThan(before);
        assertThat(audit().code()).isZero();
    }

    @Test
    void whatever_is_taken_out_altered_or_cut_off_in_front_is_named() throws Exception {
        aCall(1);
        List<String> lines = Files.readAllLines(file());
        for (int i = 0; i < lines.size() - 1; i++) {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(i);
            Files.write(file(), fewer);
            Outcome cut = audit();
            assertThat(cut.code()).as("without line " + i).isEqualTo(1);
            assertThat(cut.text()).contains("THIS LOG WAS CUT OR ALTERED");
            List<String> altered = new ArrayList<>(lines);
            altered.set(i, lines.get(i).substring(0, 60) + "zz" + lines.get(i).substring(62));
            Files.write(file(), altered);
            assertThat(audit().code()).as("line " + i + " altered").isEqualTo(1);
        }
        Files.write(file(), lines);
        assertThat(audit().code()).isZero();
    }

    @Test
    void a_log_that_somebody_else_wrote_anew_is_noticed() throws Exception {
        aCall(1);
        AuditLog forged = new AuditLog(Identity.generate(entropy), 1, List.of(), "");
        List<String> lines = new ArrayList<>();
        for (Effect effect : forged.tell(AuditFact.of(Kind.SETTING, "nothing happened"), Moment.ZERO)) {
            lines.add(AuditLines.line(((Effect.KeepAudit) effect).entry()));
        }
        Files.write(file(), lines);
        assertThat(audit().text()).contains("begins the log of another endpoint");
    }

    @Test
    void it_stays_small_and_the_chain_goes_on_through_all_files() throws Exception {
        Identity self;
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            self = keys.identity();
        }
        AuditLog log = new AuditLog(self, 1, List.of(), "");
        try (AuditFile file = AuditFile.open(directory, 4_000)) {
            for (int i = 0; i < 200; i++) {
                keep(file, log.tell(AuditFact.of(Kind.SETTING, "number " + i), Moment.ZERO));
            }
        }
        try (var files = Files.list(directory)) {
            assertThat(files.filter(path -> path.getFileName().toString().startsWith("audit")))
                    .hasSize(5)
                    .allMatch(path -> path.toFile().length() <= 4_000);
        }
        AuditVerifier verifier = new AuditVerifier(self.publicIdentity());
        AuditLines.read(directory).forEach(line -> verifier.read(line.entry().orElseThrow()));
        assertThat(verifier.fault()).isEmpty();
        assertThat(verifier.last()).isEqualTo(log.head());
        assertThat(audit().code()).isZero();
    }

    @Test
    void where_the_oldest_entries_are_gone_it_says_from_when_on_the_log_goes() throws Exception {
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            AuditLog log = new AuditLog(keys.identity(), 1, List.of(), "");
            try (AuditFile file = AuditFile.open(directory, 4_000)) {
                log.onClock(new Input.ClockRead(1_790_000_000L, true), Moment.ZERO);
                for (int i = 0; i < 200; i++) {
                    keep(file, log.tell(AuditFact.of(Kind.SETTING, "number " + i), Moment.ZERO));
                }
            }
        }
        long first = AuditLines.read(directory).getFirst().entry().orElseThrow().sequence();
        assertThat(first).isPositive();
        assertThat(audit().text())
                .contains("THE LOG GOES FROM NUMBER " + first + ", 2026-09-")
                .contains("what was before is gone")
                .doesNotContain(". None was altered");
        assertThat(audit().code()).isZero();
    }

    @Test
    void where_it_cant_be_written_it_says_what_to_do_and_goes_on_afterwards() throws Exception {
        aCall(1);
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            AuditLog log = new AuditLog(keys.identity(), 2, keys.audit().recent(), "");
            Path away = directory.resolve("away");
            Files.move(file(), away);
            Files.createDirectory(file());
            AuditEntry entry = first(log);
            assertThatThrownBy(() -> keys.audit().append(entry))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("make room on the disk");
            Files.delete(file());
            Files.move(away, file());
            keys.audit().append(entry);
        }
        assertThat(audit().code()).isZero();
    }

    @Test
    void only_what_stands_unbroken_before_the_end_is_remembered() throws Exception {
        aCall(1);
        aCall(2);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        AuditEntry after = AuditLines.newest(directory, 3).getFirst();
        lines.set(lines.size() - 4, "damaged");
        Files.write(file(), lines);
        assertThat(AuditLines.newest(directory, 100)).hasSize(3).first().isEqualTo(after);
        lines.add("damaged as well");
        Files.write(file(), lines);
        assertThat(AuditLines.newest(directory, 100)).hasSize(3).first().isEqualTo(after);
    }

    @Test
    void a_place_without_keys_is_no_place_to_look() {
        assertThat(audit().code()).isEqualTo(Configuration.WRONG_USE);
    }

    // ---- what happens ----

    private static AuditEntry first(AuditLog log) {
        return ((Effect.KeepAudit) log.tell(AuditFact.of(Kind.SETTING, "another"), Moment.ZERO)
                        .getFirst())
                .entry();
    }

    private void aCall(long start) throws IOException {
        EndpointId anna = Identity.generate(entropy).id();
        try (KeyStore keys = KeyStore.open(directory, entropy)) {
            AuditLog log = new AuditLog(keys.identity(), start, keys.audit().recent(), "");
            Moment opened = Moment.ZERO.plus(Duration.ofSeconds(5));
            Moment closed = opened.plus(Duration.ofSeconds(7));
            keep(keys.audit(), log.tell(fact(Kind.MICROPHONE_OPEN, anna, "right to drop in", ""), opened));
            keep(keys.audit(), log.tell(fact(Kind.DOOR_RELEASED, anna, "", "front door"), opened));
            keep(keys.audit(), log.tell(fact(Kind.MICROPHONE_CLOSED, anna, "", ""), closed));
            keep(keys.audit(), log.sign(closed));
        }
    }

    private AuditFact fact(Kind kind, EndpointId who, String under, String words) {
        return new AuditFact(kind, Optional.of(call), Optional.of(who), "anna", under, words, Bytes.EMPTY);
    }

    private static void keep(AuditFile file, List<Effect> effects) throws IOException {
        for (Effect effect : effects) {
            file.append(((Effect.KeepAudit) effect).entry());
        }
    }

    private Outcome audit() {
        StringWriter text = new StringWriter();
        CommandLine line = new CommandLine(new AuditProgram());
        line.setOut(new PrintWriter(text));
        line.setErr(new PrintWriter(text));
        line.setExecutionExceptionHandler((e, command, result) -> {
            text.write(String.valueOf(e.getMessage()));
            return Configuration.WRONG_USE;
        });
        return new Outcome(line.execute("--data", directory.toString()), text.toString());
    }

    private Path file() {
        return directory.resolve(AuditLines.NEWEST);
    }
}
