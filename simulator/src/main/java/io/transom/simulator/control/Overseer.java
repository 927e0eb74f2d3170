package io.transom.simulator.control;

import io.transom.core.event.Event;
import io.transom.wire.Bytes;
import java.time.Duration;
import java.util.List;

/** Sees what goes over the control connections, and may meddle with it. */
public interface Overseer {
    /** One control message, before it travels; {@code what} says in words what is in it. */
    record Message(String from, String to, String what, Bytes payload) {}

    /** Whether anybody wants to know what is in the messages: to read them costs about as much as to send them. */
    default boolean reads() {
        return false;
    }

    /** A login has come to the manager, and waits for its turn. */
    default void loggingIn() {}

    /** Something happened at the manager. */
    default void managerNoted(Event event) {}

    default void sent(Message message) {}

    default void arrived(Message message) {}

    /** How much later than usual each copy arrives: empty where it is lost (QoS 0), two where it is doubled. */
    default List<Duration> copies(Message message) {
        return List.of(Duration.ZERO);
    }
}
