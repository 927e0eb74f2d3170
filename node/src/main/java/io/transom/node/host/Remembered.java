package io.transom.node.host;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.wire.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be remembered for good. What the disk doesn't take holds in memory, is told to people, and is tried again: a
 * revocation that a full disk has refused must not be forgotten with the next start where there is room again.
 */
final class Remembered {
    private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);
    /** A file of some kilobytes: nothing to a disk that works, and soon enough after somebody has made room. */
    static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    /** As many as an endpoint has names pinned, and a few kinds more; what is beyond is told and holds until the end. */
    private static final int MOST_WAITING = 300;

    /** Returns when it is on the disk. */
    @FunctionalInterface
    interface Keeping {
        void keep() throws IOException;
    }

    private final Consumer<Event> events;
    private final Map<String, Keeping> waiting = new LinkedHashMap<>();
    /** What people were told of, since the disk took everything. */
    private final Set<String> told = new LinkedHashSet<>();

    private Moment againAt = Moment.NEVER;

    Remembered(Consumer<Event> events) {
        this.events = events;
    }

    /** {@code what} names it to people; a newer one of that name takes the place of what still waits. */
    void keep(String what, Keeping keeping, Moment now) {
        waiting.remove(what);
        if (isKept(what, keeping)) {
            rest(now);
            return;
        }
        if (waiting.size() < MOST_WAITING) {
            waiting.put(what, keeping);
        }
        againAt = againAt.earlier(now.plus(TRY_AGAIN));
    }

    Moment wakeAt() {
        return againAt;
    }

    void wake(Moment now) {
        if (againAt.reached(now)) {
            tryAll(now);
        }
    }

    /** Whether it is time or not: the program ends. */
    void tryAll(Moment now) {
        for (Iterator<Map.Entry<String, Keeping>> each = waiting.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Keeping> next = each.next();
            if (isKept(next.getKey(), next.getValue())) {
                each.remove();
            }
        }
        againAt = Moment.NEVER;
        rest(now);
    }

    private void rest(Moment now) {
        if (!waiting.isEmpty()) {
            againAt = againAt.earlier(now.plus(TRY_AGAIN));
        } else if (!told.isEmpty()) {
            LOG.warn("What was to be remembered is on the disk again");
            told.clear();
            againAt = Moment.NEVER;
        }
    }

    /** A failing disk comes as either kind of exception. */
    private boolean isKept(String what, Keeping keeping) {
        try {
            keeping.keep();
            return true;
        } catch (IOException | RuntimeException e) {
            tell(
                    what,
                    what + " can't be kept on the disk (" + e.getMessage()
                            + "): it holds until this program ends, and is tried again meanwhile. Make room there, or make it"
                            + " writable");
            return false;
        }
    }

    /** Once, and not every ten seconds. */
    private void tell(String what, String why) {
        if (told.size() < MOST_WAITING && told.add(what)) {
            LOG.error("{}", why);
            events.accept(Event.of(EventName.REFUSED, "reason", why));
        }
    }
}
