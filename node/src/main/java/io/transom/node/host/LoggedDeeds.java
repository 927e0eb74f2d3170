package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.audit.AuditEntry;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a microphone open and a relay move only while the log can be written. What can't be written waits in order and is
 * tried again before each deed, so that an intercom whose disk was full works again as soon as there is room.
 */
final class LoggedDeeds {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedDeeds.class);
    /** Nothing opens meanwhile, and of refusals at most a few a minute are told: half a day, in 4 MB at the very most. */
    private static final int MOST_WAITING = 4_096;

    /** Returns when the entry is on the disk. */
    @FunctionalInterface
    interface Keeper {
        void keep(AuditEntry entry) throws IOException;
    }

    private final Keeper keeper;
    private final Consumer<Event> events;
    private final Queue<AuditEntry> waiting = new ArrayDeque<>();
    private Optional<String> fault = Optional.empty();

    LoggedDeeds(Keeper keeper, Consumer<Event> events) {
        this.keeper = keeper;
        this.events = events;
    }

    void keep(AuditEntry entry) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(entry);
        } else {
            LOG.error("The log can't be written for so long that entry {} is lost", entry.sequence());
        }
        writeWaiting();
    }

    /** Whether something isn't on the disk yet. */
    boolean waits() {
        return !waiting.isEmpty();
    }

    /** Why nothing may open now, in words for people; empty if all stands in the log. */
    Optional<String> fault() {
        if (!waiting.isEmpty()) {
            writeWaiting();
        }
        return fault;
    }

    /** That, or closed. */
    Effect.SetMicrophone allowed(Effect.SetMicrophone wanted) {
        if (wanted.mode() == Microphone.CLOSED || fault().isEmpty()) {
            return wanted;
        }
        return new Effect.SetMicrophone(wanted.call(), Microphone.CLOSED);
    }

    private void writeWaiting() {
        try {
            for (AuditEntry next = waiting.peek(); next != null; next = waiting.peek()) {
                keeper.keep(next);
                waiting.remove();
            }
            if (fault.isPresent()) {
                LOG.warn("The log can be written again: microphone and door work as before");
            }
            fault = Optional.empty();
        } catch (IOException | RuntimeException e) {
            String why = "the log of openings can't be written, so no microphone and no door opens: " + e.getMessage();
            if (!fault.equals(Optional.of(why))) {
                LOG.error("{}", why);
                events.accept(Event.of(EventName.REFUSED, "reason", why));
            }
            fault = Optional.of(why);
        }
    }
}
