package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditVerifier;
import io.transom.node.audit.AuditLines.Line;
import io.transom.node.config.Configuration;
import io.transom.node.config.DataOptions;
import io.transom.node.keys.KeyStore;
import io.transom.wire.PublicIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code transom audit}: what was let happen here, and whether that was tampered with. */
@Command(
        name = "transom audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Tells what an intercom or an app has let happen: each time that its microphone was open, for whom, by which",
            "right and how long; each door that it opened or refused to open; each change of the household. It may run",
            "meanwhile. Then it says whether anything was cut out or altered.",
            "",
            "Exit code: 0 when all holds, 1 when the log was cut or altered, 2 on wrong use.",
            "",
            "Example:",
            "  transom audit --data /var/lib/transom",
            ""
        })
public final class AuditProgram implements Callable<Integer> {
    @Mixin
    private final DataOptions at = new DataOptions();

    public static void main(String[] args) {
        System.exit(Configuration.run(new AuditProgram(), args));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = at.out();
        Path directory = at.directory();
        PublicIdentity whose = KeyStore.lookAt(directory)
                .orElseThrow(() -> at.wrong("No intercom and no app has its keys there; name its directory."));
        List<Line> lines = AuditLines.read(directory);
        List<AuditEntry> entries =
                lines.stream().flatMap(line -> line.entry().stream()).toList();
        AuditText text = new AuditText(entries, ZoneId.systemDefault());
        text.lines().forEach(out::println);
        AuditVerifier verifier = verify(directory, whose, lines);
        Optional<String> beginning = missingBeginning(directory, entries);
        verdict(text, verifier, beginning, entries.size()).forEach(out::println);
        out.flush();
        return verifier.fault().isPresent() || beginning.isPresent() ? 1 : 0;
    }

    private static AuditVerifier verify(Path directory, PublicIdentity whose, List<Line> lines) {
        AuditVerifier verifier = new AuditVerifier(whose);
        for (Line line : lines) {
            line.entry().ifPresentOrElse(verifier::read, () -> verifier.readDamaged(line.where()));
        }
        return verifier;
    }

    private static Optional<String> missingBeginning(Path directory, List<AuditEntry> entries) {
        boolean cut =
                !entries.isEmpty() && entries.getFirst().fact().kind() != Kind.BEGAN && !AuditLines.isFull(directory);
        return cut
                ? Optional.of("the beginning is missing: entry "
                        + entries.getFirst().sequence() + " is the first that is there")
                : Optional.empty();
    }

    private static List<String> verdict(
            AuditText text, AuditVerifier verifier, Optional<String> beginning, int entries) {
        Optional<String> fault = verifier.fault().or(() -> beginning);
        if (fault.isPresent()) {
            return List.of(
                    "",
                    "THIS LOG WAS CUT OR ALTERED: " + fault.get() + ".",
                    "Somebody has written to these files, or the disk is damaged. Nothing before that place is wrong.");
        }
        if (verifier.last().isEmpty()) {
            return List.of("Nothing is in this log: no microphone and no door was opened here yet.");
        }
        String signed = verifier.signed()
                .map(head -> "signed up to number " + head.sequence())
                .orElse("not signed yet");
        Stream<String> told = Stream.of(
                "",
                entries + " entries, from start " + text.firstStart().orElse(0L) + " on; the last is number "
                        + verifier.last().get().sequence() + " ("
                        + verifier.last().get().hash().toHex().substring(0, 16) + "), " + signed
                        + ". " + whole(text));
        return told.toList();
    }

    /** What is gone from the front as a whole can't be told from what somebody has let go: only what is there is vouched for. */
    private static String whole(AuditText text) {
        return text.begins()
                .map(first -> "THE LOG GOES FROM " + first
                        + " ON: what was before is gone, for the log keeps 5 MB. Of what is there none was altered or"
                        + " taken out.")
                .orElse("None was altered or taken out.");
    }
}
