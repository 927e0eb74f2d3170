package io.transom.core.warm;

import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often the device seeks a window with one and the same caller in vain. A call that finds no way ends before a
 * person; a window asks nobody, so somebody who conspires with the manager could have a stranger sent to for ever. An
 * honest caller waits for longer by itself (CallerWindows).
 */
final class Patience {
    /** A household has fewer open apps; more are a flood, and then the eldest is forgotten. */
    static final int MOST = 64;
    /** A quarter of the caller's first pause, behind the longest search: its jitter and the network's fit in. */
    private static final Duration FIRST = WarmWindow.LONGEST_SEARCH.plus(CallerWindows.FIRST_PAUSE.dividedBy(4));
    /** An honest caller waits for 5 minutes and more between searches by then. */
    private static final Duration LONGEST = CallerWindows.LONGEST_PAUSE.dividedBy(2);

    /** The first four follow each other at once: an end has moved, a request was stale, a call went first. */
    private static final int FREE = 4;

    private static final int MOST_DOUBLINGS = 5;

    private record Tried(int times, Moment notBefore) {}

    private final Map<EndpointId, Tried> tried = new LinkedHashMap<>();

    boolean allows(EndpointId caller, Moment now) {
        Tried before = tried.get(caller);
        return before == null || before.notBefore().reached(now);
    }

    /** A window is sought with {@code caller}. */
    void begin(EndpointId caller, Moment now) {
        Tried before = tried.remove(caller);
        int times = before == null ? 1 : before.times() + 1;
        if (tried.size() >= MOST) {
            tried.remove(tried.keySet().iterator().next());
        }
        tried.put(caller, new Tried(times, times <= FREE ? now : now.plus(pauseAfter(times - FREE))));
    }

    /** One was proved with it. */
    void forget(EndpointId caller) {
        tried.remove(caller);
    }

    int size() {
        return tried.size();
    }

    private static Duration pauseAfter(int failures) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
