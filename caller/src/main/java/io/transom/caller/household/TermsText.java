package io.transom.caller.household;

import io.transom.core.household.Issuing.Terms;
import io.transom.node.config.WrongValue;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.Schedule.Hours;
import io.transom.wire.household.Statement;
import io.transom.wire.household.Statement.Admit;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a member is to be, as people write it; times are of this machine's zone. */
final class TermsText {
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern HOURS =
            Pattern.compile("([a-z]{3})(?:-([a-z]{3}))?\\s+(\\d{1,2}):(\\d{2})-(\\d{1,2}):(\\d{2})");

    private final ZonedDateTime now;

    TermsText(ZonedDateTime now) {
        this.now = now;
    }

    Terms terms(
            String name,
            Role role,
            @Nullable String rights,
            List<EndpointId> doors,
            boolean guest,
            @Nullable String until,
            @Nullable String expires,
            @Nullable String schedule) {
        Set<Right> usual = role == Role.DEVICE
                ? EnumSet.noneOf(Right.class)
                : guest ? EnumSet.of(Right.CALL, Right.TALK) : EnumSet.of(Right.CALL, Right.DROP_IN, Right.TALK);
        long expiry = until != null ? until(until) : expires != null ? expires(expires) : 0;
        Set<Right> wanted = rights == null ? usual : rights(rights);
        if (!doors.isEmpty() && !wanted.contains(Right.RELEASE)) {
            throw WrongValue.missing("rights", "Who opens doors has the right release: --rights call,talk,release.");
        }
        return new Terms(name, role, wanted, doors, 0, expiry, schedule == null ? Schedule.ALWAYS : schedule(schedule));
    }

    static Set<Right> rights(String text) {
        EnumSet<Right> rights = EnumSet.noneOf(Right.class);
        for (String word : text.split(",", -1)) {
            try {
                rights.add(Right.valueOf(word.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
            } catch (IllegalArgumentException e) {
                throw WrongValue.of("rights", text, "Each is one of call, drop-in, talk, release, manage.");
            }
        }
        return rights;
    }

    /** Names or ids of intercoms, with commas between, in the one order that a record has them in. */
    static List<EndpointId> doors(String text, List<Admit> members) {
        TreeSet<EndpointId> doors = new TreeSet<>();
        for (String word : text.split(",", -1)) {
            String name = word.strip();
            doors.add(members.stream()
                    .filter(member -> member.role() == Role.DEVICE)
                    .filter(member ->
                            member.name().equals(name) || member.about().text().equals(name))
                    .map(Admit::about)
                    .findFirst()
                    .orElseThrow(() -> WrongValue.of(
                            "doors",
                            text,
                            "'" + name + "' is no intercom of this household; 'transom members' tells their names.")));
        }
        if (doors.size() > Admit.MOST_DOORS) {
            throw WrongValue.of(
                    "doors", text, "Name " + Admit.MOST_DOORS + " at most; without --doors release opens all.");
        }
        return List.copyOf(doors);
    }

    long until(String text) {
        try {
            ZonedDateTime today = now.with(LocalTime.parse(text));
            return (today.isAfter(now) ? today : today.plusDays(1)).toEpochSecond();
        } catch (DateTimeException e) {
            throw WrongValue.of("until", text, "Write the time as 18:00.");
        }
    }

    long expires(String text) {
        try {
            LocalDateTime end = text.contains("T")
                    ? LocalDateTime.parse(text)
                    : LocalDate.parse(text).plusDays(1).atStartOfDay();
            long seconds = end.atZone(now.getZone()).toEpochSecond();
            if (seconds > Statement.LAST_SERIAL) {
                throw WrongValue.of(
                        "expires", text, "Records end in 2106 at the latest; without an end, leave it out.");
            }
            return seconds;
        } catch (DateTimeException e) {
            throw WrongValue.of("expires", text, "Write it as 2026-12-24 or 2026-12-24T18:00.");
        }
    }

    Schedule schedule(String text) {
        List<Hours> hours = new ArrayList<>();
        try {
            for (String part : text.toLowerCase(Locale.ROOT).split(";", -1)) {
                Matcher matcher = HOURS.matcher(part.strip());
                if (!matcher.matches()) {
                    throw new IllegalArgumentException(part);
                }
                int first = DAYS.indexOf(matcher.group(1));
                int last = matcher.group(2) == null ? first : DAYS.indexOf(matcher.group(2));
                int days = 0;
                for (int day = first; day >= 0 && day <= last; day++) {
                    days |= 1 << day;
                }
                hours.add(new Hours(days, minutes(matcher, 3), minutes(matcher, 5)));
            }
            return new Schedule(now.getZone().getId(), hours);
        } catch (IllegalArgumentException e) {
            throw WrongValue.of(
                    "schedule", text, "Write it as \"mon-fri 08:00-18:00; sat 10:00-12:00\", at most four of them.");
        }
    }

    private static int minutes(Matcher matcher, int group) {
        return 60 * Integer.parseInt(matcher.group(group)) + Integer.parseInt(matcher.group(group + 1));
    }
}
