package io.transom.agent;

import java.io.IOException;
import java.time.Duration;

/** The relay of a door. Whoever implements it sees to it that no pulse outlasts its length, whatever becomes of this program. */
public interface DoorRelay {
    /** A strike that isn't pulled by then never will be, and a door that is held longer is an open door. */
    Duration LONGEST_PULSE = Duration.ofSeconds(10);

    /** Shorter, and the relay's armature only buzzes. */
    Duration SHORTEST_PULSE = Duration.ofMillis(100);

    /** Two and a half seconds later nobody waits for it any more: then it may move no more. */
    Duration PATIENCE = Duration.ofMillis(2_500);

    /**
     * Holds the relay for {@code length}; returns when it has moved, long before the pulse ends.
     *
     * @throws IOException where it hasn't, within {@link #PATIENCE}; the message is for people
     */
    void pulse(Duration length) throws IOException;
}
