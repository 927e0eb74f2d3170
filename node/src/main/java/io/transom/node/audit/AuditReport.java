package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditHead;
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
    private final Words words;
    private final Optional<String> beginning;
    private final List<String> before;

    /**
     * What is said of it.
     *
     * @param empty where nothing is there
     * @param blame who may have altered it
     * @param keeps how much of it there is room for
     */
    private record Words(String empty, String blame, String keeps) {
        static final Words OF_OWN = new Words(
                "Nothing is in this log: no microphone and no door was opened here yet.",
                "Somebody has written to these files, or the disk is damaged.",
                "is gone, for the log keeps 5 MB");
        static final Words OF_COPY = new Words(
                "Nothing of that intercom's log was read here yet.",
                "That intercom has told what it hasn't signed, somebody has written to these files, or the disk is damaged.",
                "wasn't read here, or is gone, for a copy keeps 25 MB");
    }

    private AuditReport(
            List<Line> lines, AuditVerifier verifier, Words words, boolean mayLackItsBeginning, List<String> before) {
        this.entries = lines.stream().flatMap(line -> line.entry().stream()).toList();
        this.text = new AuditText(entries, ZoneId.systemDefault());
        this.verifier = verifier;
        for (Line line : lines) {
            line.entry().ifPresentOrElse(verifier::read, () -> verifier.readDamaged(line.where()));
        }
        this.words = words;
        this.beginning = mayLackItsBeginning ? Optional.empty() : missingBeginning(entries);
        this.before = before;
    }

    /** Of the endpoint in whose data directory it is. */
    public static AuditReport ofOwn(Path data, PublicIdentity whose) throws IOException {
        return new AuditReport(
                AuditLines.read(data), new AuditVerifier(whose), Words.OF_OWN, AuditLines.isFull(data), List.of());
    }

    /** Of another endpoint, as far as the app with this data directory has read it. */
    public static AuditReport ofCopy(Path data, PublicIdentity whose) throws IOException {
        List<String> before = new ArrayList<>();
        for (Path aside : CopiedLogs.aside(data, whose.id())) {
            before.addAll(ofCopy(aside, whose, List.of()).lines());
            before.add("");
            before.add(
                    "THEN THIS INTERCOM'S LOG WAS CUT OR ALTERED, or lost by its disk: it isn't any more what stands above.");
            before.add("Find out why; then move " + aside + " away, and keep it. What it has told since:");
            before.add("");
        }
        return ofCopy(CopiedLogs.of(data, whose.id()), whose, before);
    }

    private static AuditReport ofCopy(Path copy, PublicIdentity whose, List<String> before) throws IOException {
        return new AuditReport(AuditLines.read(copy), AuditVerifier.ofCopy(whose), Words.OF_COPY, true, before);
    }

    /** Nothing was altered or taken out. */
    public boolean holds() {
        return fault().isEmpty() && before.isEmpty();
    }

    /** All of it, and the verdict. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(before);
        lines.addAll(text.lines());
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
                    words.blame() + " Nothing before that place is wrong.");
        }
        if (verifier.last().isEmpty()) {
            return List.of(words.empty());
        }
        AuditHead last = verifier.last().get();
        String signed = verifier.signed()
                .map(head -> "signed up to number " + head.sequence())
                .orElse("not signed yet");
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(entries.size() + " entries, from start " + text.firstStart().orElse(0L)
                + " on; the last is number " + last.sequence() + " ("
                + last.hash().toHex().substring(0, 16) + "), " + signed + ". " + whole());
        verifier.gaps()
                .forEach(gap -> lines.add("NUMBERS " + gap + " ARE NOT IN THIS COPY: the intercom said that they"
                        + " were too old to be told. Its own log may hold them."));
        return lines;
    }

    /** What is gone from the front as a whole can't be told from what somebody has let go: only what is there is vouched for. */
    private String whole() {
        return text.begins()
                .map(first -> "THE LOG GOES FROM " + first + " ON: what was before " + words.keeps()
                        + ". Of what is there none was altered or taken out.")
                .orElse("None was altered or taken out.");
    }
}
