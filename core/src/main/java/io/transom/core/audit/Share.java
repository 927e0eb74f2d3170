package io.transom.core.audit;

import io.transom.wire.Moment;
import java.time.Duration;

/**
 * How many entries of one sort are written. Who could make them all day would push out of the log, which has its size, what
 * was told before; what is beyond is counted, and told as a number.
 */
final class Share {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration A_DAY = Duration.ofDays(1);

    private final int mostAMinute;
    private final int mostADay;
    private int thisMinute;
    private int today;
    private Moment nextMinute = Moment.ZERO;
    private Moment nextDay = Moment.ZERO;
    private long omitted;

    Share(int mostAMinute, int mostADay) {
        this.mostAMinute = mostAMinute;
        this.mostADay = mostADay;
    }

    /** Counts one; false where it isn't to be written. */
    boolean take(Moment now) {
        if (nextMinute.reached(now)) {
            nextMinute = now.plus(A_MINUTE);
            thisMinute = 0;
        }
        if (nextDay.reached(now)) {
            nextDay = now.plus(A_DAY);
            today = 0;
        }
        if (thisMinute >= mostAMinute || today >= mostADay) {
            omitted++;
            return false;
        }
        thisMinute++;
        today++;
        return true;
    }

    /** How many were not written since this was last asked. */
    long omitted() {
        long count = omitted;
        omitted = 0;
        return count;
    }
}
