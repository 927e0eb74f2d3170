package io.transom.lab.router;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Datagrams that are on their way for a fixed time, so that the first to enter is the first to leave. One thread's. */
final class DelayLine {
    /** A call makes some hundred packets a second each way: this is seconds of them, even on a line to the moon. */
    static final int MOST_ON_THE_WAY = 4_096;

    /** What happens to a datagram at the far end. */
    @FunctionalInterface
    interface Arrival {
        void take(ByteBuffer datagram) throws IOException;
    }

    private record OnTheWay(long dueNanos, ByteBuffer datagram, Arrival arrival) {}

    private final long delayNanos;
    private final Deque<OnTheWay> onTheWay = new ArrayDeque<>();

    DelayLine(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a line can't take " + delay);
        }
        this.delayNanos = delay.toNanos();
    }

    /** Takes what remains of {@code datagram}; at once to its arrival where the line takes no time. A full line loses it. */
    void carry(ByteBuffer datagram, long now, Arrival arrival) throws IOException {
        if (delayNanos == 0) {
            arrival.take(datagram);
        } else if (onTheWay.size() < MOST_ON_THE_WAY) {
            ByteBuffer copy = ByteBuffer.allocate(datagram.remaining());
            copy.put(datagram).flip();
            onTheWay.add(new OnTheWay(now + delayNanos, copy, arrival));
        }
    }

    /** Nanoseconds until the next arrives, 0 or less where it is due; {@link Long#MAX_VALUE} on an empty line. */
    long untilNext(long now) {
        OnTheWay next = onTheWay.peek();
        return next == null ? Long.MAX_VALUE : Math.max(0, next.dueNanos - now);
    }

    /** Hands over everything that is due; how many of them were lost there, as UDP may. */
    int deliver(long now) {
        int lost = 0;
        while (untilNext(now) == 0) {
            OnTheWay next = onTheWay.remove();
            try {
                next.arrival.take(next.datagram);
            } catch (IOException e) {
                lost++;
            }
        }
        return lost;
    }
}
