package io.transom.wire.household;

import java.util.List;

/**
 * At which hours of the week a record holds; always, where there are none.
 *
 * @param zone the time zone whose hours are meant, as the IANA database names it; empty where there are no hours
 * @param hours at most {@link #MOST}
 */
public record Schedule(String zone, List<Hours> hours) {
    /** Mornings and afternoons, on weekdays and at the weekend. */
    public static final int MOST = 4;
    /** The longest name in the IANA database: America/Argentina/ComodRivadavia. */
    public static final int LONGEST_ZONE = 32;

    public static final Schedule ALWAYS = new Schedule("", List.of());

    private static final int MINUTES_OF_A_DAY = 24 * 60;

    /**
     * On these days, from one minute of the day until before another. What goes on over midnight is two of them.
     *
     * @param days bit 0 Monday to bit 6 Sunday
     * @param from 0 to 1,439
     * @param to from + 1 to 1,440
     */
    public record Hours(int days, int from, int to) {
        public Hours {
            if (!isAllowed(days, from, to)) {
                throw new IllegalArgumentException("no hours of a week: " + days + " " + from + " " + to);
            }
        }

        static boolean isAllowed(int days, int from, int to) {
            return days >= 1 && days <= 127 && from >= 0 && from < to && to <= MINUTES_OF_A_DAY;
        }

        /** @param day 1 Monday to 7 Sunday */
        public boolean contains(int day, int minute) {
            return (days >>> day - 1 & 1) == 1 && minute >= from && minute < to;
        }
    }

    public Schedule {
        hours = List.copyOf(hours);
        if (hours.size() > MOST || hours.isEmpty() != zone.isEmpty() || !isZone(zone)) {
            throw new IllegalArgumentException("not a schedule: " + hours.size() + " hours in zone '" + zone + "'");
        }
    }

    static boolean isZone(String text) {
        return text.length() <= LONGEST_ZONE
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "/_+-".indexOf(c) >= 0);
    }

    public boolean isAlways() {
        return hours.isEmpty();
    }
}
