package io.transom.node.udp;

import io.transom.node.time.Pace;
import io.transom.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks every two seconds whether this machine is still where it was; one look takes less than a millisecond. */
public final class NetworkWatch implements AutoCloseable {
    /** What has happened. */
    public enum Change {
        /** The addresses are other ones, or the same ones after there was none. */
        MOVED,
        /** The machine has slept, or its clock was set: whoever waited for us may have given up. */
        SLEPT
    }

    /** A new network is noticed in a second on average; netlink would tell at once, but on Linux only. */
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** However often it is said that nothing can be reached. */
    private static final Duration AT_MOST_EVERY = Duration.ofMillis(250);

    private final Supplier<List<IpAddress>> addresses;
    private final Pace pace;
    private final Consumer<Change> ear;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("network-watch").unstarted(this::run);
    private boolean soon;

    private NetworkWatch(Supplier<List<IpAddress>> addresses, Pace pace, Consumer<Change> ear) {
        this.addresses = addresses;
        this.pace = pace;
        this.ear = ear;
    }

    /** {@code ear} hears on a thread of its own. */
    public static NetworkWatch start(Supplier<List<IpAddress>> addresses, Pace pace, Consumer<Change> ear) {
        NetworkWatch watch = new NetworkWatch(addresses, pace, ear);
        watch.thread.start();
        return watch;
    }

    /** Something could not be sent for want of a way: look now. From any thread. */
    public synchronized void lookSoon() {
        soon = true;
        notifyAll();
    }

    private void run() {
        NetworkView view = new NetworkView(elsewhereThanHere(), pace.nanos(), pace.wall());
        try {
            while (true) {
                Thread.sleep(AT_MOST_EVERY);
                await();
                view.look(elsewhereThanHere(), pace.nanos(), pace.wall()).ifPresent(ear);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void await() throws InterruptedException {
        long until = System.nanoTime() + EVERY.minus(AT_MOST_EVERY).toNanos();
        for (long left = until - System.nanoTime(); !soon && left > 0; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        soon = false;
    }

    /** Loopback is there even where there is no network. */
    private List<IpAddress> elsewhereThanHere() {
        return addresses.get().stream()
                .filter(ip -> !ip.isLoopback())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
