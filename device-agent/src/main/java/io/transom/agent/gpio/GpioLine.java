package io.transom.agent.gpio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** One requested line: ours until it is closed. */
final class GpioLine implements AutoCloseable {
    /** What the kernel keeps for a line that nobody reads: 16 events. One read takes them all. */
    private static final int EVENTS_AT_ONCE = 16;

    /**
     * An edge, or where debouncing is on the end of a change.
     *
     * @param nanos when, on CLOCK_MONOTONIC: the clock of {@link System#nanoTime} on Linux
     */
    record Edge(boolean high, long nanos) {}

    private final String name;
    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment values = arena.allocate(GpioLayouts.LINE_VALUES);
    private final MemorySegment events = arena.allocate(GpioLayouts.LINE_EVENT, EVENTS_AT_ONCE);
    private boolean closed;

    GpioLine(String name, int fd) {
        this.name = name;
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    /** True where the line's voltage is high. */
    synchronized boolean high() {
        transfer(GpioLayouts.GET_VALUES, "read", 0);
        return ((long) GpioLayouts.VALUES_BITS.get(values, 0L) & 1) == 1;
    }

    synchronized void drive(boolean high) {
        transfer(GpioLayouts.SET_VALUES, "driven", high ? 1 : 0);
    }

    private void transfer(long request, String done, long bits) {
        if (closed) {
            throw new GpioException(name + " can't be " + done + ": it has been closed");
        }
        GpioLayouts.VALUES_BITS.set(values, 0L, bits);
        GpioLayouts.VALUES_MASK.set(values, 0L, 1L);
        int result = Libc.ioctl(fd, request, values);
        if (result < 0) {
            throw new GpioException(name + " can't be " + done + " any more: error " + -result
                    + " of the kernel; was the chip removed? Start the program again");
        }
    }

    /** Waits for the next edges, oldest first; empty when a signal interrupted. To be called when poll says so, or to block. */
    List<Edge> edges() {
        int octets = Libc.read(fd, events);
        if (octets < 0 && octets != -Libc.EINTR && octets != -Libc.EAGAIN) {
            throw new GpioException(name + " no longer tells its edges: error " + -octets
                    + " of the kernel; was the chip removed? Start the program again");
        }
        int size = (int) GpioLayouts.LINE_EVENT.byteSize();
        List<Edge> edges = new ArrayList<>();
        for (int at = 0; at + size <= octets; at += size) {
            boolean high = (int) GpioLayouts.EVENT_ID.get(events, (long) at) == GpioLayouts.EVENT_RISING;
            edges.add(new Edge(high, (long) GpioLayouts.EVENT_TIMESTAMP.get(events, (long) at)));
        }
        return edges;
    }

    /** Gives the line back to the kernel. Not while another thread is in {@link #edges}. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            arena.close();
        }
    }
}
