package io.transom.node.events;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Events in plain words, a line each, with the milliseconds since the first. */
public final class Timeline implements Consumer<Stamped> {
    private final Consumer<String> lines;
    private OptionalLong first = OptionalLong.empty();
    private String observed = "";

    /** {@code lines} takes each line without its end. */
    public Timeline(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void accept(Stamped stamped) {
        if (stamped.event().name() == EventName.OBSERVED && repeats(stamped.event())) {
            return;
        }
        if (first.isEmpty()) {
            first = OptionalLong.of(stamped.monotonicNanos());
        }
        double millis = (stamped.monotonicNanos() - first.getAsLong()) / 1e6;
        lines.accept(String.format(Locale.ROOT, "%9.1f ms  %s", millis, sentence(stamped.event())));
    }

    /** Every socket is observed, and each thing that is measured tells it anew; people want to hear it once. */
    private boolean repeats(Event event) {
        String sentence = sentence(event);
        boolean same = sentence.equals(observed);
        observed = sentence;
        return same;
    }

    private static String observed(Words words) {
        String at = words.of("remote").map(address -> " at " + address).orElse("");
        return "seen from outside" + at
                + words.of("meaning").map(text -> ". " + text).orElse("");
    }

    /** {@code path proved: direct, through 203.0.113.9:4000, round trip 12.5 ms}. */
    public static String sentence(Event event) {
        Words words = new Words(event);
        return switch (event.name()) {
            case CONNECTING -> "connecting to the manager" + words.rest();
            case CONNECTED -> "connected to the manager" + words.rest();
            case DISCONNECTED -> "the connection to the manager is gone" + words.rest();
            case OBSERVED -> observed(words);
            case PREVIEW -> "the visitor before an answer" + words.rest();
            case FOUND_AT_HOME -> "found in this home" + words.rest();
            case PORT_MAPPED -> "the router has mapped a port to us" + words.rest();
            case REGISTERED -> "registered" + words.rest();
            case RINGING -> "ringing" + words.rest();
            case RING_OVER -> "the ringing has ended" + words.rest();
            case CALL_REQUESTED -> "asked for a call" + words.rest();
            case CALL_NOTICE -> "notice of a call" + words.rest();
            case WINDOW_OPENED -> "window opened" + words.rest();
            case READY -> "ready: the other end has opened its window" + words.rest();
            case NULL_PACKET_RECEIVED -> "a null packet came in" + words.rest();
            case PATH_PROVED -> "path proved" + words.rest();
            case PATH_TRIED -> "trying a path" + words.rest();
            case PATH_ANSWERED -> "a path answers" + words.rest();
            case PATH_CHOSEN -> "path chosen" + words.rest();
            case PATH_LOST -> "the path is lost; looking for another" + words.rest();
            case WARM_WINDOW -> "warm window" + words.rest();
            case FIRST_SOUND -> "first sound heard" + words.rest();
            case TALKING -> "talking" + words.rest();
            case MICROPHONE_OPENED -> "microphone opened" + words.rest();
            case MICROPHONE_CLOSED -> "microphone closed" + words.rest();
            case INPUT_CHANGED -> "input changed" + words.rest();
            case LAMP -> "lamp" + words.rest();
            case RELEASED -> "door released" + words.rest();
            case RELEASE_REFUSED -> "door not released" + words.rest();
            case CALL_ENDED -> "call ended" + words.rest();
            case COUNTED -> "counted" + words.rest();
            case JOINED -> "joined" + words.rest();
            case PAIRED -> "paired" + words.rest();
            case HOUSEHOLD_CHANGED -> "what is known of the household's members has changed" + words.rest();
            case LOG_READ -> "an intercom's log was read" + words.rest();
            case LOG_BROKEN -> "AN INTERCOM'S LOG WAS CUT OR ALTERED" + words.rest();
            case REFUSED -> "refused" + words.rest();
        };
    }

    /** The fields behind the sentence, those that only a machine needs left out. */
    private record Words(Event event) {
        private static final int LONGEST_ID = 26;

        String rest() {
            String text = event.fields().stream()
                    .flatMap(field -> word(field, event.name() == EventName.NULL_PACKET_RECEIVED).stream())
                    .collect(Collectors.joining(", "));
            return text.isEmpty() ? "" : ": " + text;
        }

        Optional<String> of(String key) {
            return event.text(key);
        }

        private static String tenths(String millis) {
            return String.format(Locale.ROOT, "%.1f", Double.parseDouble(millis));
        }

        private static Optional<String> word(Event.Field field, boolean cameIn) {
            String value = String.valueOf(field.value());
            if (field.key().equals("call") || field.key().equals("ring") && value.length() == LONGEST_ID) {
                return Optional.empty();
            }
            return Optional.of(
                    switch (field.key()) {
                        case "path", "reason", "state", "line", "what", "name" -> value;
                        case "remote" -> (cameIn ? "from " : "to ") + value;
                        case "local" -> (cameIn ? "at " : "from ") + value;
                        case "rttMs" -> "round trip " + tenths(value) + " ms";
                        case "input" -> value;
                        case "active" -> value.equals("true") ? "pressed" : "released";
                        case "from" -> "from " + value;
                        default -> spaced(field.key()) + " " + value;
                    });
        }

        /** {@code droppedPackets} becomes {@code dropped packets}. */
        private static String spaced(String key) {
            return key.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        }
    }
}
