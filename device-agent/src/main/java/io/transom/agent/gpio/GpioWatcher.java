package io.transom.agent.gpio;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that waits for edges, on all lines at once: so what happened first is told first. It sleeps in poll(2) until
 * the kernel has an edge or somebody changes what is watched.
 */
final class GpioWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GpioWatcher.class);
    private static final long FD_SIZE = Libc.POLLFD.byteSize();

    private final Map<GpioLine, Consumer<GpioLine.Edge>> watched = new LinkedHashMap<>();
    private final int wake = Libc.eventfd();
    private final Thread thread;
    private boolean closed;

    GpioWatcher() {
        // A platform thread: poll blocks in the kernel, and a virtual thread would hold its carrier there.
        thread = Thread.ofPlatform().name("gpio").daemon().start(this::run);
    }

    /** From now on {@code to} hears this line's edges, on the watcher's thread. */
    void watch(GpioLine line, Consumer<GpioLine.Edge> to) {
        synchronized (watched) {
            watched.put(line, to);
        }
        wake();
    }

    /** Stops watching a line and closes it. */
    void release(GpioLine line) {
        synchronized (watched) {
            watched.remove(line);
            line.close();
        }
        wake();
    }

    @Override
    public void close() {
        synchronized (watched) {
            if (closed) {
                return;
            }
            closed = true;
            watched.keySet().forEach(GpioLine::close);
            watched.clear();
        }
        wake();
    }

    private void wake() {
        try (Arena arena = Arena.ofConfined()) {
            Libc.write(wake, arena.allocateFrom(JAVA_LONG, 1L));
        }
    }

    private void run() {
        try {
            while (round()) {
                // Each round waits for edges and tells them.
            }
        } catch (RuntimeException e) {
            LOG.error("The inputs are no longer heard: {}", e.getMessage(), e);
        } finally {
            Libc.close(wake);
        }
    }

    /** False when it is over. */
    private boolean round() {
        try (Arena arena = Arena.ofConfined()) {
            List<GpioLine> lines;
            synchronized (watched) {
                if (closed) {
                    return false;
                }
                lines = List.copyOf(watched.keySet());
            }
            MemorySegment fds = arena.allocate(Libc.POLLFD, lines.size() + 1L);
            expect(fds, 0, wake);
            for (int i = 0; i < lines.size(); i++) {
                expect(fds, i + 1, lines.get(i).fd());
            }
            if (Libc.poll(fds, lines.size() + 1) > 0) {
                if (ready(fds, 0)) {
                    Libc.read(wake, arena.allocate(JAVA_LONG));
                }
                tell(edges(fds, lines));
            }
            return true;
        }
    }

    private record Told(GpioLine line, GpioLine.Edge edge) {}

    private List<Told> edges(MemorySegment fds, List<GpioLine> lines) {
        List<Told> told = new ArrayList<>();
        synchronized (watched) { // so that no line is closed while it is read
            for (int i = 0; i < lines.size(); i++) {
                GpioLine line = lines.get(i);
                if (ready(fds, i + 1) && watched.containsKey(line)) {
                    line.edges().forEach(edge -> told.add(new Told(line, edge)));
                }
            }
        }
        told.sort(Comparator.comparingLong(t -> t.edge().nanos()));
        return told;
    }

    private void tell(List<Told> edges) {
        for (Told told : edges) {
            Consumer<GpioLine.Edge> to;
            synchronized (watched) {
                to = watched.getOrDefault(told.line(), edge -> {});
            }
            to.accept(told.edge());
        }
    }

    private static void expect(MemorySegment fds, int index, int fd) {
        fds.set(JAVA_INT, index * FD_SIZE, fd);
        fds.set(JAVA_SHORT, index * FD_SIZE + 4, Libc.POLLIN);
    }

    /** Readable, or in an error that reading will tell. */
    private static boolean ready(MemorySegment fds, int index) {
        return fds.get(JAVA_SHORT, index * FD_SIZE + 6) != 0;
    }
}
