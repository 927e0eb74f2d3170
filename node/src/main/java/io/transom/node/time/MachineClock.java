package io.transom.node.time;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether something that knows the time has set this machine's clock since it started. Linux knows (adjtimex(2): its
 * clock is unsynchronised until an NTP client says otherwise); of other systems we believe it.
 */
public final class MachineClock {
    private static final Logger LOG = LoggerFactory.getLogger(MachineClock.class);
    /** struct timex has 208 octets on 64-bit Linux; the first is {@code modes}, and 0 only reads. */
    private static final long ROOM = 512;
    /** TIME_ERROR: the clock isn't synchronised. */
    private static final int UNSYNCHRONISED = 5;

    private MachineClock() {}

    /** Seconds since 1970. */
    public static long seconds() {
        return System.currentTimeMillis() / 1_000;
    }

    public static boolean isSynchronised() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return true;
        }
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MemorySegment function = linker.defaultLookup().find("adjtimex").orElseThrow();
            MethodHandle adjtimex =
                    linker.downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            int state = (int) adjtimex.invokeExact(arena.allocate(ROOM, 8));
            return state >= 0 && state != UNSYNCHRONISED;
        } catch (Throwable e) {
            LOG.warn("whether the clock is synchronised can't be asked: {}", e.toString());
            return false;
        }
    }
}
