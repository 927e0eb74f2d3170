package io.transom.node.host;

import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Sound that came before its keys: the other end's first packets overtake the answer that carries them. */
final class EarlySound {
    /** As long as the design lets a caller hold what it can't decode yet. */
    static final Duration LONGEST = Duration.ofMillis(500);
    /** What an endpoint may send before a path is proved; more than that isn't early sound. */
    static final int MOST_PACKETS = 25;

    static final int MOST_OCTETS = 4096;

    record Held(Moment at, Way way, Bytes packet) {}

    private final Deque<Held> held = new ArrayDeque<>();
    private int octets;

    /** Keeps {@code packet}, and for it lets go of the oldest where there is too much. */
    synchronized void hold(Way way, Bytes packet, Moment now) {
        held.addLast(new Held(now, way, packet));
        octets += packet.length();
        while (!held.isEmpty()
                && (held.size() > MOST_PACKETS
                        || octets > MOST_OCTETS
                        || now.since(held.getFirst().at()).compareTo(LONGEST) > 0)) {
            octets -= held.removeFirst().packet().length();
        }
    }

    /** Everything that is still young enough, in order of arrival; nothing is held any more. */
    synchronized List<Held> take(Moment now) {
        List<Held> young = new ArrayList<>(held);
        young.removeIf(one -> now.since(one.at()).compareTo(LONGEST) > 0);
        held.clear();
        octets = 0;
        return young;
    }
}
