package io.transom.node.events;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes events from any thread without making it wait, hands them in order to the file and to listeners on one thread of
 * its own. When the disk is slower than the events for long, events are dropped and the file says how many.
 */
public final class EventFile implements AutoCloseable, Consumer<Event> {
    private static final Logger LOG = LoggerFactory.getLogger(EventFile.class);
    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** A whole call makes about 30 events: room for a hundred calls at once before anything is dropped. */
    private static final int MOST_WAITING = 4096;
    /** How long {@link #close()} waits for the disk: a program that leaves must not hang on a full one. */
    private static final long CLOSING_MILLIS = 2_000;

    private sealed interface Entry {
        record Happened(Stamped stamped) implements Entry {}

        record Close() implements Entry {}
    }

    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final List<Consumer<Stamped>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private final Optional<BufferedWriter> writer;
    private final Thread thread;
    private volatile boolean closed;
    private boolean complained;

    private EventFile(Optional<BufferedWriter> writer) {
        this.writer = writer;
        this.thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
        thread.start();
    }

    /** Appends to {@code file}, made where it is missing. */
    public static EventFile appendingTo(Path file) throws IOException {
        return new EventFile(Optional.of(Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
    }

    /** Only tells its listeners. */
    public static EventFile unwritten() {
        return new EventFile(Optional.empty());
    }

    /** {@code file} where one is wanted. */
    public static EventFile to(Optional<Path> file) throws IOException {
        return file.isPresent() ? appendingTo(file.get()) : unwritten();
    }

    /** Called for each event, in order, on the thread that writes: a slow one delays the file, never the call. */
    public EventFile listen(Consumer<Stamped> listener) {
        listeners.add(listener);
        return this;
    }

    @Override
    public void accept(Event event) {
        Stamped stamped = new Stamped(Instant.now(), System.nanoTime(), event);
        if (closed || !waiting.offer(new Entry.Happened(stamped))) {
            dropped.incrementAndGet();
        }
    }

    /** Writes what is waiting, then closes the file. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (waiting.offer(new Entry.Close(), CLOSING_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.join(CLOSING_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Entry> batch = new ArrayList<>();
        boolean open = true;
        while (open) {
            batch.clear();
            try {
                batch.add(waiting.take());
            } catch (InterruptedException e) {
                break;
            }
            waiting.drainTo(batch);
            for (Entry entry : batch) {
                switch (entry) {
                    case Entry.Happened happened -> tell(happened.stamped());
                    case Entry.Close close -> open = false;
                }
            }
            tellDropped();
            write(w -> w.flush());
        }
        write(w -> w.close());
    }

    private void tellDropped() {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            Event event = Event.of(EventName.COUNTED, "what", "events dropped", "count", lost);
            tell(new Stamped(Instant.now(), System.nanoTime(), event));
        }
    }

    private void tell(Stamped stamped) {
        write(w -> {
            w.write(json(stamped));
            w.newLine();
        });
        for (Consumer<Stamped> listener : listeners) {
            try {
                listener.accept(stamped);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed on event {}", stamped.event().name().text(), e);
            }
        }
    }

    /** The line for one event, without its line end. */
    public static String json(Stamped stamped) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("at", RFC_3339.format(stamped.at()));
        line.put("monotonicNanos", stamped.monotonicNanos());
        line.put("event", stamped.event().name().text());
        for (Event.Field field : stamped.event().fields()) {
            line.putIfAbsent(field.key(), field.value());
        }
        return JsonMapper.shared().writeValueAsString(line);
    }

    @FunctionalInterface
    private interface Writing {
        void to(BufferedWriter writer) throws IOException;
    }

    private void write(Writing writing) {
        if (writer.isEmpty()) {
            return;
        }
        try {
            writing.to(writer.get());
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                LOG.warn("the events file can't be written: {}", e.getMessage());
            }
        }
    }
}
