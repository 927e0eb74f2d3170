package io.transom.lab.router;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A TCP line that takes its time: connections to {@link #port()} go on to the target, each octet late by the delay. */
public final class DelayedTcp implements AutoCloseable {
    private static final int CHUNK = 16_384;
    /** Chunks under way in one direction: what comes beyond it waits in the kernel, as on a real line. */
    private static final int MOST_ON_THE_WAY = 1_024;

    private record Chunk(long dueNanos, byte[] octets) {}

    private final InetSocketAddress target;
    private final long delayNanos;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Listens on any port of 127.0.0.1; {@code delay} is one way. */
    public DelayedTcp(InetSocketAddress target, Duration delay) throws IOException {
        this.target = target;
        this.delayNanos = delay.toNanos();
        this.listener = new ServerSocket(0, 16, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        thread("accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = keep(listener.accept());
                Socket far = keep(new Socket(target.getAddress(), target.getPort()));
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                AtomicBoolean half = new AtomicBoolean();
                carry(near, far, half);
                carry(far, near, half);
            }
        } catch (IOException e) {
            // The line is closed, or the target is gone: whoever is connected learns it from its socket.
            close();
        }
    }

    private void carry(Socket from, Socket to, AtomicBoolean half) {
        BlockingQueue<Chunk> onTheWay = new ArrayBlockingQueue<>(MOST_ON_THE_WAY);
        thread("in", () -> read(from, onTheWay));
        thread("out", () -> {
            write(onTheWay, to);
            over(half, from, to);
        });
    }

    private void read(Socket from, BlockingQueue<Chunk> onTheWay) {
        byte[] buffer = new byte[CHUNK];
        try {
            int count = 0;
            while (count >= 0) {
                try {
                    count = from.getInputStream().read(buffer);
                } catch (IOException broken) {
                    count = -1;
                }
                // An empty chunk is the end; it takes as long as any other.
                onTheWay.put(new Chunk(System.nanoTime() + delayNanos, Arrays.copyOf(buffer, Math.max(0, count))));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(BlockingQueue<Chunk> onTheWay, Socket to) {
        try {
            while (true) {
                Chunk chunk = onTheWay.take();
                for (long left = chunk.dueNanos - System.nanoTime();
                        left > 0;
                        left = chunk.dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (chunk.octets.length == 0) {
                    // Only this direction is over: an answer may still be on its way back.
                    to.shutdownOutput();
                    return;
                }
                to.getOutputStream().write(chunk.octets);
            }
        } catch (IOException e) {
            // The other end has gone: its reader tells that in the other direction.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One direction of a connection is over; the second one to say so closes both ends. */
    private void over(AtomicBoolean half, Socket one, Socket other) {
        if (half.compareAndSet(false, true)) {
            return;
        }
        try (one;
                other) {
            open.remove(one);
            open.remove(other);
        } catch (IOException e) {
            // Closed is what they should be.
        }
    }

    private static void thread(String name, Runnable body) {
        Thread.ofPlatform().daemon().name("delayed-tcp-" + name).start(body);
    }

    private Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    /** Cuts every connection. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
