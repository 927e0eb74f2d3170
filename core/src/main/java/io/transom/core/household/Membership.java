package io.transom.core.household;

import io.transom.core.household.WallClock.Reading;
import io.transom.wire.EndpointId;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.Statement.Admit;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a set of statements means. The root's word about a member decides, as long as it hasn't run out; where the root
 * says nothing, the word of any member who manages is enough. What was revoked is as if it had never been said.
 */
public final class Membership {
    /** May it? */
    public sealed interface Verdict {
        record Allowed(Admit record) implements Verdict {}

        /** {@code reason} is a whole sentence for people, without the full stop. */
        record Refused(String reason) implements Verdict {}
    }

    private static final DateTimeFormatter DATE_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);
    private static final String STRANGER = "it is no member of this household";
    private static final String REVOKED = "it was taken out of this household";

    private final StatementSet set;

    public Membership(StatementSet set) {
        this.set = set;
    }

    /** Whether it is a member now, with whatever rights. */
    public Verdict member(EndpointId who, Reading time) {
        return judge(who, Optional.empty(), time);
    }

    /** Whether it may do that now. */
    public Verdict judge(EndpointId who, Right right, Reading time) {
        return judge(who, Optional.of(right), time);
    }

    /** Whether it may open that door now. */
    public Verdict mayRelease(EndpointId who, EndpointId door, Reading time) {
        Verdict verdict = judge(who, Right.RELEASE, time);
        return verdict instanceof Verdict.Allowed allowed && !opens(allowed.record(), door)
                ? new Verdict.Refused(allowed.record().name() + " may open other doors, not this one")
                : verdict;
    }

    private static boolean opens(Admit record, EndpointId door) {
        return record.doors().isEmpty() || record.doors().contains(door);
    }

    private Verdict judge(EndpointId who, Optional<Right> right, Reading time) {
        Verdict verdict = new Verdict.Refused(wasRevoked(who) ? REVOKED : STRANGER);
        for (Admit record : records(who, time)) {
            Optional<String> objection = timed(record, time)
                    .or(() -> right.filter(wanted -> !record.may(wanted))
                            .map(wanted -> record.name() + " may not " + wanted.words()));
            if (objection.isEmpty()) {
                return new Verdict.Allowed(record);
            }
            verdict = new Verdict.Refused(objection.get());
        }
        return verdict;
    }

    // ---- members ----

    /** Everybody who has a record that isn't void, whether it holds at this time or not; one each, in order of names. */
    public List<Admit> members(Reading time) {
        List<Admit> members = new ArrayList<>();
        for (EndpointId who : set.everybody()) {
            records(who, time).stream().findFirst().ifPresent(members::add);
        }
        members.sort((one, other) -> one.name().compareTo(other.name()));
        return members;
    }

    /** The first record about that one which isn't void, whatever the hour; empty for a stranger. */
    public Optional<Admit> record(EndpointId who, Reading time) {
        return records(who, time).stream().findFirst();
    }

    /** Whether anything that was said of it was taken back. */
    public boolean wasRevoked(EndpointId who) {
        return set.revokedUpTo(Optional.empty(), who) >= 0
                || set.managersWhoAdmitted(who).stream()
                        .anyMatch(manager -> set.revokedUpTo(Optional.of(manager), who) >= 0);
    }

    /** The records about that one which aren't void, whatever the hour: the root's, or those of members who manage. */
    private List<Admit> records(EndpointId who, Reading time) {
        Optional<Admit> byRoot = ofRoot(who);
        if (byRoot.isPresent() && !hasRunOut(byRoot.get(), time)) {
            return List.of(byRoot.get());
        }
        List<Admit> records = new ArrayList<>();
        for (EndpointId manager : set.managersWhoAdmitted(who)) {
            boolean inOffice = ofRoot(manager)
                    .filter(record -> record.may(Right.MANAGE))
                    .filter(record -> inDate(record, time).isEmpty())
                    .isPresent();
            long revoked = Math.max(saidByRoot(who), set.revokedUpTo(Optional.of(manager), who));
            set.admission(Optional.of(manager), who)
                    .filter(record -> inOffice && record.serial() > revoked)
                    .ifPresent(records::add);
        }
        byRoot.filter(record -> records.isEmpty()).ifPresent(records::add);
        return records;
    }

    /** Whatever the root says of somebody ends what others said before; also when the root's own record has run out since. */
    private long saidByRoot(EndpointId who) {
        long admitted = set.admission(Optional.empty(), who).map(Admit::serial).orElse(-1L);
        return Math.max(admitted, set.revokedUpTo(Optional.empty(), who));
    }

    private Optional<Admit> ofRoot(EndpointId who) {
        return set.admission(Optional.empty(), who)
                .filter(record -> record.serial() > set.revokedUpTo(Optional.empty(), who));
    }

    // ---- time ----

    private static boolean hasRunOut(Admit record, Reading time) {
        return record.expiry() != 0 && time instanceof Reading.Known known && known.seconds() >= record.expiry();
    }

    /** Why it doesn't hold now; empty if it does. */
    private static Optional<String> timed(Admit record, Reading time) {
        return inDate(record, time).or(() -> inHours(record, time));
    }

    private static Optional<String> inDate(Admit record, Reading time) {
        if (!record.isTimed()) {
            return Optional.empty();
        }
        return switch (time) {
            case Reading.Unknown unknown ->
                Optional.of(record.name() + " is a member at certain times only, and what time it is isn't known here:"
                        + " " + unknown.reason());
            case Reading.Known known -> outOfDate(record, known);
        };
    }

    private static Optional<String> outOfDate(Admit record, Reading.Known known) {
        if (known.seconds() < record.notBefore()) {
            return Optional.of(record.name() + " is a member from " + text(record.notBefore()) + " on");
        }
        return hasRunOut(record, known)
                ? Optional.of(record.name() + " was a member until " + text(record.expiry()))
                : Optional.empty();
    }

    private static Optional<String> inHours(Admit record, Reading time) {
        if (record.schedule().isAlways() || !(time instanceof Reading.Known known)) {
            return Optional.empty();
        }
        return switch (now(record.schedule(), known.seconds())) {
            case INSIDE -> Optional.empty();
            case OUTSIDE -> Optional.of(record.name() + " is a member at other hours of the week");
            case NO_SUCH_ZONE ->
                Optional.of("the hours of " + record.name() + " are told in a time zone that isn't known here: "
                        + record.schedule().zone());
        };
    }

    private enum Now {
        INSIDE,
        OUTSIDE,
        NO_SUCH_ZONE
    }

    private static Now now(Schedule schedule, long seconds) {
        try {
            ZonedDateTime there = Instant.ofEpochSecond(seconds).atZone(ZoneId.of(schedule.zone()));
            int minute = there.getHour() * 60 + there.getMinute();
            boolean inside = schedule.hours().stream()
                    .anyMatch(hours -> hours.contains(there.getDayOfWeek().getValue(), minute));
            return inside ? Now.INSIDE : Now.OUTSIDE;
        } catch (DateTimeException e) {
            return Now.NO_SUCH_ZONE;
        }
    }

    private static String text(long seconds) {
        return DATE_AND_TIME.format(Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC));
    }
}
