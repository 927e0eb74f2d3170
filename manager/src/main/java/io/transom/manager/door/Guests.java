package io.transom.manager.door;

import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Connections whose other end has proved nothing yet, in the order in which they came. An honest one logs in within a
 * second or two; so where there are too many, whoever has dawdled for longest makes room, and a flood only shortens the
 * time that silence gets. Safe on any thread.
 */
final class Guests {
    private final Limits limits;
    private final Map<Channel, Optional<Source>> waiting = new LinkedHashMap<>();
    /** Only counted up for who is in {@link #waiting}, so it is no larger. */
    private final Map<Source, Integer> ofSource = new HashMap<>();

    Guests(Limits limits) {
        this.limits = limits;
    }

    synchronized int count() {
        return waiting.size();
    }

    /** Takes one more in; whoever has to go for it, if anybody. */
    synchronized Optional<Channel> come(Channel guest) {
        Optional<Channel> oldest = waiting.size() < limits.guests()
                ? Optional.empty()
                : Optional.of(waiting.keySet().iterator().next());
        oldest.ifPresent(this::gone);
        waiting.put(guest, Optional.empty());
        return oldest;
    }

    /** Where a guest comes from; false where as many as may are waiting from there already. */
    synchronized boolean name(Channel guest, Source source) {
        Optional<Source> known = waiting.get(guest);
        if (known == null || known.isPresent()) {
            return true;
        }
        int others = ofSource.getOrDefault(source, 0);
        if (others >= limits.guestsPerSource()) {
            return false;
        }
        ofSource.put(source, others + 1);
        waiting.put(guest, Optional.of(source));
        return true;
    }

    /** It has closed, or is no guest any more. */
    synchronized void gone(Channel guest) {
        Optional<Source> source = waiting.remove(guest);
        if (source != null && source.isPresent()) {
            ofSource.computeIfPresent(source.get(), (key, count) -> count > 1 ? count - 1 : null);
        }
    }
}
