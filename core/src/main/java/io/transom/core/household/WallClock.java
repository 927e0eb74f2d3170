package io.transom.core.household;

import io.transom.wire.Moment;
import java.util.Optional;

/**
 * What time it is, where that can be believed. A Raspberry Pi starts with the time of its last shutdown, so a clock that
 * nothing has set since is believed by nobody here; once it was right, it stays right on the monotonic clock.
 */
public final class WallClock {
    /** The time now, or why it isn't known. */
    public sealed interface Reading {
        /** Seconds since 1970. */
        record Known(long seconds) implements Reading {}

        /** {@code reason} is for people and completes "... because". */
        record Unknown(String reason) implements Reading {}
    }

    /** Two clocks that are set over the network differ by less; the owner's app may be that much ahead of a door. */
    private static final long TOLERANCE_SECONDS = 120;

    private static final String NEVER_SET = "this machine's clock has not been set since it started";
    private static final String IN_THE_PAST = "this machine's clock is behind the household's own records";

    private record Read(long seconds, Moment at) {}

    private Optional<Read> believed = Optional.empty();

    /**
     * What the machine's clock says.
     *
     * @param seconds since 1970
     * @param synchronised whether something that knows the time has set it since the machine started
     */
    public void read(long seconds, boolean synchronised, Moment now) {
        if (synchronised) {
            believed = Optional.of(new Read(seconds, now));
        }
    }

    /** @param earliest it can't be earlier than this: somebody has signed something then */
    public Reading at(Moment now, long earliest) {
        if (believed.isEmpty()) {
            return new Reading.Unknown(NEVER_SET);
        }
        Read read = believed.get();
        long seconds = read.seconds() + now.since(read.at()).toSeconds();
        return seconds < earliest - TOLERANCE_SECONDS ? new Reading.Unknown(IN_THE_PAST) : new Reading.Known(seconds);
    }
}
