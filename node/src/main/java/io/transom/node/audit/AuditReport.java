package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditVerifier;
import io.transom.node.audit.AuditLines.Line;
import io.transom.wire.PublicIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A log as people read it, and whether anything was cut out of it or altered. */
public final class AuditReport {
    private final List<AuditEntry> entries;
    private final AuditText text;
    private final AuditVerifier verifier;
    private final Optional<String> beginning;

    private AuditReport(List<Line> lines, AuditVerifier verifier, boolean mayLackItsBeginning) {
        this.entries = lines.stream().flatMap(line -> line.entry().stream()).toList();
        this.text = new AuditText(entries, ZoneId.systemDefault());
        this.verifier = verifier;
        for (Line line : lines) {
            line.entry().ifPresentOrElse(verifier::read, () -> verifier.readDamaged(line.where()));
        }
        this.beginning = mayLackItsBeginning ? Optional.empty() : missingBeginning(entries);
    }

    /** Of the endpoint in whose data directory it is. */
    public static AuditReport ofOwn(Path data, PublicIdentity whose) throws IOException {
        return new AuditReport(AuditLines.read(data), new AuditVerifier(whose), AuditLines.isFull(data));
    }

    /** Of another endpoint, as far as the app with this data directory has read it. */
    public static AuditReport ofCopy(Path data, PublicIdentity whose) throws IOException {
        return new AuditReport(AuditLines.read(CopiedLogs.of(data, whose.id())), AuditVerifier.ofCopy(whose), true);
    }

    /** Nothing was altered or taken out. */
    public boolean holds() {
        return fault().isEmpty();
    }

    /** All of it, and the verdict. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(text.lines());
        lines.addAll(verdict());
        return lines;
    }

    private Optional<String> fault() {
        return verifier.fault().or(() -> beginning);
    }

    private static Optional<String> missingBeginning(List<AuditEntry> entries) {
        boolean cut = !entries.isEmpty() && entries.getFirst().fact().kind() != Kind.BEGAN;
        return cut
                ? Optional.of("the beginning is missing: entry "
                        + entries.getFirst().sequence() + " is the first that is there")
                : Optional.empty();
    }

    private List<String> verdict() {
        Optional<String> fault = fault();
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
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(entries.size() + " entries, from start " + text.firstStart().orElse(0L)
                + " on; the last is number " + verifier.last().get().sequence() + " ("
                + verifier.last().get().hash().toHex().substring(0, 16) + "), " + signed + ". " + whole());
        verifier.gaps()
                .forEach(gap -> lines.add("NUMBERS " + gap + " ARE NOT IN THIS COPY: they were too old to be"
                        + " told when it was read. The intercom's own log may hold them."));
        return lines;
    }

    /** What is gone from the front as a whole can't be told from what somebody has let go: only what is there is vouched for. */
    private String whole() {
        return text.begins()
                .map(first -> "THE LOG GOES FROM " + first
                        + " ON: what was before is gone, for the log keeps 5 MB. Of what is there none was altered or"
                        + " taken out.")
                .orElse("None was altered or taken out.");
    }
}
