package io.transom.lab.tun;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.transom.wire.IpAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * The one thread of the laboratory's internet: it reads every TUN device, routes, and delivers what had a way to go.
 * Networks and routers belong to it; others change them through {@link #call}.
 */
final class PacketLoop implements AutoCloseable {
    /** Packets on their way on all lines together: seconds of a hundred calls. What comes on top is lost. */
    static final int MOST_ON_THE_WAY = 65_536;
    /** Packets read from one device before the others have their turn. */
    private static final int MOST_AT_ONCE = 64;

    private static final int POLLFD = 8;
    private static final short POLLIN = 1;

    private record Due(long nanos, long order, Runnable arrival) {}

    private record Device(Tun tun, Consumer<byte[]> packets) {}

    private final int wakeUp;
    private final Map<Integer, Device> devices = new LinkedHashMap<>();
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Due> onTheWay =
            new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
    private final Thread thread;
    private long order;
    private long lost;
    private volatile boolean over;

    PacketLoop() throws IOException {
        wakeUp = Libc.checked("eventfd", Libc.eventfd());
        thread = Thread.ofPlatform().name("internet").daemon().start(this::run);
    }

    /** Runs {@code work} on the loop's thread, and waits for it. */
    <T> T call(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        orders.add(task);
        wake();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException("the laboratory's internet: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Makes the host behind {@code tun} one of {@code network}, with {@code addresses}; the device is closed with the loop. */
    void attach(Tun tun, Network network, IpAddress... addresses) throws IOException {
        call(() -> {
            for (IpAddress address : addresses) {
                network.join(address, packet -> tun.write(packet.octets()));
            }
            return devices.put(
                    tun.fd(), new Device(tun, octets -> Ipv4Packet.read(octets).ifPresent(network::deliver)));
        });
    }

    // ---- on the loop's thread ----

    /** Closes {@code tun} and forgets it. */
    void remove(Tun tun) {
        devices.remove(tun.fd());
        tun.close();
    }

    /** {@code arrival} after {@code delay}, in the order of asking where two are due together; at once where that is 0. */
    void after(Duration delay, Runnable arrival) {
        if (delay.isZero()) {
            arrival.run();
        } else if (onTheWay.size() < MOST_ON_THE_WAY) {
            onTheWay.add(new Due(System.nanoTime() + delay.toNanos(), order++, arrival));
        } else {
            lost++;
        }
    }

    /** Packets that no line had room for. */
    long lost() {
        return lost;
    }

    private void run() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeout = arena.allocate(2 * JAVA_LONG.byteSize());
            MemorySegment counter = arena.allocate(JAVA_LONG);
            while (!over) {
                await(timeout);
                Libc.read(wakeUp, counter);
                for (Runnable next = orders.poll(); next != null; next = orders.poll()) {
                    next.run();
                }
                deliver();
                for (Device device : List.copyOf(devices.values())) {
                    drain(device);
                }
            }
        } finally {
            devices.values().forEach(device -> device.tun().close());
        }
    }

    private void await(MemorySegment timeout) {
        try (Arena arena = Arena.ofConfined()) {
            List<Integer> descriptors = new ArrayList<>(devices.keySet());
            descriptors.add(wakeUp);
            MemorySegment polled = arena.allocate((long) POLLFD * descriptors.size(), JAVA_INT.byteAlignment());
            for (int i = 0; i < descriptors.size(); i++) {
                polled.set(JAVA_INT, (long) POLLFD * i, descriptors.get(i));
                polled.set(JAVA_SHORT, (long) POLLFD * i + 4, POLLIN);
            }
            Due next = onTheWay.peek();
            long nanos = next == null ? 0 : Math.max(0, next.nanos() - System.nanoTime());
            timeout.setAtIndex(JAVA_LONG, 0, nanos / 1_000_000_000);
            timeout.setAtIndex(JAVA_LONG, 1, nanos % 1_000_000_000);
            Libc.ppoll(polled, descriptors.size(), next == null ? MemorySegment.NULL : timeout);
        }
    }

    private void deliver() {
        long now = System.nanoTime();
        while (!onTheWay.isEmpty() && onTheWay.peek().nanos() <= now) {
            onTheWay.remove().arrival().run();
        }
    }

    private static void drain(Device device) {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                var packet = device.tun().read();
                if (packet.isEmpty()) {
                    return;
                }
                device.packets().accept(packet.get());
            }
        } catch (IOException e) {
            // The device is down, or its namespace is being taken away: nothing comes from there.
            return;
        }
    }

    private void wake() {
        try (Arena arena = Arena.ofConfined()) {
            Libc.write(wakeUp, arena.allocateFrom(JAVA_LONG, 1), JAVA_LONG.byteSize());
        }
    }

    @Override
    public void close() {
        over = true;
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Libc.close(wakeUp);
    }
}
