package io.transom.core.household;

import io.transom.wire.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * What time it is, where that can be believed. A Raspberry Pi starts with the time of its last shutdown, so a clock that
 * nothing has set since is believed by nobody here; once it was right, it stays right on the monotonic clock.
 *
 * <p>It never goes back: who answers this machine's questions for the time would otherwise bring back a guest whose time is
 * over. A time that was believed is sure from then on, runs on with the monotonic clock, and is remembered over restarts
 * ({@link #sure}); what a clock says later than that counts, what it says earlier doesn't. After a start the first reading may
 * be a day ahead of what was remembered. A clock that jumps ahead of that, or later at all, is believed at once, which costs
 * guests their time, and is sure only once it has kept to that for an hour: so a short lie passes, and locks nobody out for
 * good. What was remembered doesn't run on while no clock agrees with it: the true time catches up.
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
    static final long TOLERANCE_SECONDS = 120;
    /** Longer than a power cut or a night; a machine that was off for longer waits for the next hour to be sure. */
    static final long FAR_AHEAD_SECONDS = 24 * 3_600;
    /** Many times the longest pause between two questions of an NTP client (RFC 5905: 36 h at most, 17 min as is usual). */
    static final Duration STEADY = Duration.ofHours(1);
    /** A second in an hour is 278 millionths: no crystal of a clock is worse, so a lie gains no more than that. */
    private static final long SECONDS_PER_SECOND_OF_DRIFT = 3_600;

    private static final String NEVER_SET = "this machine's clock has not been set since it started";
    private static final String IN_THE_PAST = "this machine's clock is behind the household's own records";
    private static final String SET_BACK = "this machine's clock is behind the time that it has told before";

    private record Read(long seconds, Moment at) {
        long now(Moment now) {
            return seconds + now.since(at).toSeconds();
        }
    }

    private final long remembered;
    private Optional<Read> believed = Optional.empty();
    /** It isn't earlier than this, whatever a clock says; empty while none was believed since the start. */
    private Optional<Read> sure = Optional.empty();

    private Moment steadySince = Moment.ZERO;
    private boolean setBack;

    /** @param remembered what was {@link #sure} before this start, in seconds since 1970; 0 where nothing was */
    public WallClock(long remembered) {
        this.remembered = remembered;
    }

    /**
     * What the machine's clock says.
     *
     * @param seconds since 1970
     * @param synchronised whether something that knows the time has set it since the machine started
     * @param earliest as in {@link #at}; who signed it may have had a clock that is ahead, so it is no floor
     */
    public void read(long seconds, boolean synchronised, long earliest, Moment now) {
        if (!synchronised) {
            return;
        }
        setBack = seconds < sure(now) - TOLERANCE_SECONDS;
        boolean steady = !setBack
                && believed.filter(at -> Math.abs(seconds - at.now(now)) <= TOLERANCE_SECONDS)
                        .isPresent();
        if (!steady) {
            steadySince = now;
        }
        if (setBack) {
            return;
        }
        believed = Optional.of(new Read(seconds, now));
        if (isNear(seconds, earliest, now) || steadySince.plus(STEADY).reached(now)) {
            makeSure(seconds, now);
        }
    }

    /** Close enough behind what is known. */
    private boolean isNear(long seconds, long earliest, Moment now) {
        if (sure.isPresent()) {
            return seconds <= sure(now) + TOLERANCE_SECONDS;
        }
        long least = Math.max(remembered, earliest);
        return least > 0 && seconds <= least + FAR_AHEAD_SECONDS;
    }

    /** Ours may be the faster one: it is followed back as far as a clock can have drifted. */
    private void makeSure(long seconds, Moment now) {
        boolean behind = sure.filter(at -> {
                    long drift = now.since(at.at()).toSeconds() / SECONDS_PER_SECOND_OF_DRIFT;
                    return seconds < at.now(now) - drift;
                })
                .isPresent();
        if (!behind) {
            sure = Optional.of(new Read(seconds, now));
        }
    }

    /** @param earliest it can't be earlier than this: somebody has signed something then */
    public Reading at(Moment now, long earliest) {
        if (believed.isEmpty()) {
            return new Reading.Unknown(setBack ? SET_BACK : NEVER_SET);
        }
        long seconds = believed.get().now(now);
        return seconds < earliest - TOLERANCE_SECONDS ? new Reading.Unknown(IN_THE_PAST) : new Reading.Known(seconds);
    }

    /** It isn't earlier than this, in seconds since 1970, and never will be again; 0 where nothing is known. */
    public long sure(Moment now) {
        return sure.map(at -> at.now(now)).orElse(remembered);
    }
}
