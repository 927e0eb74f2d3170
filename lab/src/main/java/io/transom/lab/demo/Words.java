package io.transom.lab.demo;

import io.transom.core.event.Event;
import io.transom.lab.demo.Timeline.Who;
import java.util.Optional;

/** Events in a visitor's words; what a visitor would not notice has none. */
final class Words {
    private Words() {}

    static Optional<String> of(Who who, Event event) {
        boolean door = who == Who.DOOR;
        return switch (event.name()) {
            case REGISTERED ->
                who == Who.MANAGER
                        ? Optional.empty()
                        : Optional.of("registered: the manager knows where " + (door ? "the door" : "the caller")
                                + " is" + at(event, "attested"));
            case RINGING -> Optional.of(door ? "rings: a visitor pressed the button" : "rings: someone is at the door");
            case CALL_REQUESTED -> who == Who.CALLER ? Optional.of("asked: may I talk to the door?") : Optional.empty();
            case CALL_NOTICE -> door ? Optional.of("notice: the manager passed the request on") : Optional.empty();
            case WINDOW_OPENED ->
                who == Who.MANAGER
                        ? Optional.empty()
                        : Optional.of("window opened: a null packet went out to" + value(event, "remote"));
            case READY -> who == Who.CALLER ? Optional.of("ready: the door says come in") : Optional.empty();
            case NULL_PACKET_RECEIVED -> Optional.of("null packet came in from" + value(event, "remote"));
            case PATH_PROVED ->
                Optional.of("path proved:" + value(event, "path") + " to" + value(event, "remote") + ", round trip"
                        + value(event, "rttMs") + " ms");
            case PATH_LOST -> Optional.of("path lost: nothing comes in any more");
            case FIRST_SOUND -> Optional.of("first sound heard");
            case TALKING -> Optional.of("talking");
            case MICROPHONE_OPENED -> Optional.of(door ? "microphone open, lamp steady" : "microphone open");
            case MICROPHONE_CLOSED -> Optional.of(door ? "microphone closed, lamp off" : "microphone closed");
            case CALL_ENDED -> who == Who.MANAGER ? Optional.empty() : Optional.of("ended:" + value(event, "reason"));
            case REFUSED -> Optional.of("refused:" + value(event, "reason"));
            case INPUT_CHANGED -> door ? Optional.of("pin:" + value(event, "line") + pressed(event)) : Optional.empty();
            case CONNECTING, CONNECTED, DISCONNECTED, OBSERVED, RING_OVER, LAMP, COUNTED, JOINED -> Optional.empty();
        };
    }

    private static String pressed(Event event) {
        return value(event, "active").equals(" true") ? " pressed" : " released";
    }

    private static String at(Event event, String key) {
        String value = value(event, key);
        return value.isBlank() ? "" : " (seen at" + value + ")";
    }

    /** The value behind a blank, or nothing. */
    private static String value(Event event, String key) {
        return event.fields().stream()
                .filter(field -> field.key().equals(key))
                .findFirst()
                .map(field -> " " + field.value())
                .orElse("");
    }
}
