package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Entries as people read them: when, what, who, by which right, how long. */
final class AuditText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private static final Pattern UNSHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final List<AuditEntry> entries;
    private final ZoneId zone;

    AuditText(List<AuditEntry> entries, ZoneId zone) {
        this.entries = entries;
        this.zone = zone;
    }

    /** One line each; signatures, which say nothing to people, have none. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).fact().kind() != Kind.SIGNED) {
                lines.add(
                        shown(time(entries.get(i)) + "  " + what(entries.get(i).fact()) + howLong(i)));
            }
        }
        return lines;
    }

    /** Another machine's log may say anything: nothing of it commands the reader's terminal or hides what it says. */
    private static String shown(String line) {
        return UNSHOWN.matcher(line).replaceAll("\uFFFD");
    }

    /** A clock that nothing has set since the machine started may be wrong. */
    private String time(AuditEntry entry) {
        if (entry.wallSeconds() == 0) {
            return String.format(Locale.ROOT, "%-21s", "start " + entry.boot() + ", time unknown");
        }
        return TIME.format(Instant.ofEpochSecond(entry.wallSeconds()).atZone(zone)) + (entry.believed() ? "  " : " ?");
    }

    private static String what(AuditFact fact) {
        String who = fact.name().isEmpty()
                ? fact.who().map(id -> "member " + id).orElse("")
                : fact.name()
                        + fact.who()
                                .map(id -> " (" + id.text().substring(0, 8) + ")")
                                .orElse("");
        String for_ = who.isEmpty() ? "" : " for " + who;
        String by = who.isEmpty() ? "" : " by " + who;
        String words = fact.words().isEmpty() ? "" : ": " + fact.words();
        String under = fact.under().isEmpty() ? "" : ", " + fact.under();
        return switch (fact.kind()) {
            case BEGAN -> "this log begins" + (fact.words().isEmpty() ? "" : ", household " + fact.words());
            case STARTED -> "started" + words;
            case MICROPHONE_PRE_ROLL -> "MICROPHONE on, nothing sent" + for_ + under;
            case MICROPHONE_OPEN -> "MICROPHONE OPEN" + for_ + under;
            case MICROPHONE_CLOSED -> "microphone closed" + words;
            case DROP_IN_REFUSED -> "drop-in refused to " + who + words;
            case DOOR_RELEASED -> "DOOR OPENED" + by + words + under;
            case DOOR_REFUSED -> "door not opened" + for_ + words;
            case LOCKED_OUT -> "door not opened" + for_ + words;
            case PAIRED -> "joined" + words;
            case MEMBER_ADMITTED -> "member " + who + words + under;
            case MEMBER_REVOKED -> "taken out: " + who + under;
            case SETTING -> "setting" + words;
            case LOG_OF_OTHER_BROKEN -> "ANOTHER LOG WAS CUT OR ALTERED: " + who + words;
            case OMITTED -> "and" + words.replaceFirst(":", "");
            case SIGNED -> "signed";
        };
    }

    /** Until the same call's microphone did something else, on the same boot's clock. */
    private String howLong(int at) {
        AuditEntry opened = entries.get(at);
        if (!isOn(opened)) {
            return "";
        }
        return entries.subList(at + 1, entries.size()).stream()
                .filter(later -> later.fact().call().equals(opened.fact().call()))
                .filter(later -> isOn(later) || later.fact().kind() == Kind.MICROPHONE_CLOSED)
                .findFirst()
                .filter(later -> later.boot() == opened.boot())
                .map(later -> ", " + seconds(later.at().since(opened.at())))
                .orElse(ended(at) ? ", until the power or the program ended" : ", still on when this was read");
    }

    private boolean ended(int at) {
        return entries.getLast().boot() != entries.get(at).boot();
    }

    private static boolean isOn(AuditEntry entry) {
        return entry.fact().kind() == Kind.MICROPHONE_OPEN || entry.fact().kind() == Kind.MICROPHONE_PRE_ROLL;
    }

    private static String seconds(Duration length) {
        return length.toMinutes() > 0
                ? length.toMinutes() + " min " + length.toSecondsPart() + " s"
                : String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
    }

    /** When and with what the log begins, where that isn't its own beginning. */
    Optional<String> begins() {
        return entries.stream()
                .findFirst()
                .filter(first -> first.sequence() > 0)
                .map(first -> "NUMBER " + first.sequence() + ", " + time(first).strip() + ",");
    }

    /** The start that the first entry is of: a log that was thrown away begins anew with a later one. */
    Optional<Long> firstStart() {
        return entries.stream().findFirst().map(AuditEntry::boot);
    }
}
