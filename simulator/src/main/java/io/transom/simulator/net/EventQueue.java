package io.transom.simulator.net;

import io.transom.wire.Moment;
import java.time.Duration;
import java.util.PriorityQueue;

/** Virtual time: what is to happen, in order of time; what falls on one moment happens in the order it was scheduled. */
public final class EventQueue {
    /** A world has a few hundred timers and packets under way: a queue that grows past this is a loop in the world. */
    static final int MOST = 100_000;

    private final int most;

    private record Event(Moment at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at.nanos(), other.at.nanos());
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private Moment now = Moment.ZERO;
    private long scheduled;
    private long executed;

    public EventQueue() {
        this(MOST);
    }

    /** {@code most}: events that may wait; for worlds of more than a few machines. */
    public EventQueue(int most) {
        this.most = most;
    }

    public Moment now() {
        return now;
    }

    /** Events that have happened. */
    public long executed() {
        return executed;
    }

    /** Never in the past: what is overdue happens next. */
    public void at(Moment moment, Runnable action) {
        if (moment == Moment.NEVER) {
            return;
        }
        if (events.size() >= most) {
            throw new IllegalStateException("more than " + most + " events are waiting at " + now);
        }
        events.add(new Event(moment.isBefore(now) ? now : moment, scheduled++, action));
    }

    public void after(Duration delay, Runnable action) {
        at(now.plus(delay), action);
    }

    /** Lets everything happen that is due by {@code end}; then it is {@code end}. */
    public void runUntil(Moment end) {
        while (!events.isEmpty() && events.peek().at().reached(end)) {
            Event event = events.remove();
            now = event.at();
            executed++;
            event.action().run();
        }
        now = end;
    }

    public void run(Duration length) {
        runUntil(now.plus(length));
    }
}
