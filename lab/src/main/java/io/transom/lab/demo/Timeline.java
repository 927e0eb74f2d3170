package io.transom.lab.demo;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What happened during the call, from all three parts, on one clock, in plain words. */
public final class Timeline {
    /** Who saw it. */
    public enum Who {
        DOOR("door"),
        MANAGER("manager"),
        CALLER("caller");

        private final String text;

        Who(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * One thing that happened.
     *
     * @param at since the visitor pressed the button; negative before that
     */
    public record Entry(Duration at, Who who, Event event, String words) {
        public double millis() {
            return at.toNanos() / 1e6;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Consumer<String> printer;
    private final long origin;
    private long zero;

    /** @param printer takes each line as it happens */
    public Timeline(long nanoTime, Consumer<String> printer) {
        this.origin = nanoTime;
        this.zero = nanoTime;
        this.printer = printer;
    }

    /** From now on times count from {@code nanoTime}: the press of the button. */
    public synchronized void startAt(long nanoTime) {
        zero = nanoTime;
        printer.accept("             -------  the visitor presses the button: from here on times count from the press");
        entries.replaceAll(
                entry -> new Entry(entry.at.minusNanos(nanoTime - origin), entry.who, entry.event, entry.words));
    }

    public synchronized void add(Who who, Event event, long nanoTime) {
        if (!isTold(who, event)) {
            return;
        }
        Entry entry = new Entry(
                Duration.ofNanos(nanoTime - zero), who, event, io.transom.node.events.Timeline.sentence(event));
        entries.add(entry);
        printer.accept(line(entry));
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The first entry of that event and part, if it happened. */
    public Optional<Entry> first(Who who, EventName name) {
        return entries().stream()
                .filter(entry -> entry.who == who && entry.event.name() == name)
                .findFirst();
    }

    /** The last entry of that event and part, if it happened. */
    public Optional<Entry> last(Who who, EventName name) {
        return entries().reversed().stream()
                .filter(entry -> entry.who == who && entry.event.name() == name)
                .findFirst();
    }

    /** What a visitor would not notice is left out, and what two parts say alike is told once. */
    private static boolean isTold(Who who, Event event) {
        return switch (event.name()) {
            case CONNECTING, CONNECTED, DISCONNECTED, OBSERVED, PORT_MAPPED, LAMP, COUNTED, JOINED, FOUND_AT_HOME ->
                false;
            // Every attempt and answer is for whoever asks for an explanation of the call.
            case PATH_TRIED, PATH_ANSWERED, PATH_CHOSEN, WARM_WINDOW, PREVIEW -> false;
            case HOUSEHOLD_CHANGED, LOG_READ -> false;
            case LOG_BROKEN -> true;
            case REGISTERED, RINGING, RING_OVER, CALL_REQUESTED, CALL_NOTICE, READY, CALL_ENDED ->
                who != Who.MANAGER || event.name() == EventName.CALL_NOTICE || event.name() == EventName.READY;
            case WINDOW_OPENED,
                    NULL_PACKET_RECEIVED,
                    PATH_PROVED,
                    PATH_LOST,
                    FIRST_SOUND,
                    TALKING,
                    RELEASED,
                    RELEASE_REFUSED,
                    MICROPHONE_OPENED,
                    MICROPHONE_CLOSED,
                    INPUT_CHANGED,
                    PAIRED,
                    REFUSED -> true;
        };
    }

    private static String line(Entry entry) {
        return String.format(Locale.ROOT, "%9.1f ms  %-8s %s", entry.millis(), entry.who.text(), entry.words);
    }
}
