package io.transom.simulator.control;

import io.transom.simulator.net.EventQueue;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One WebSocket to the manager's relay: in order and without loss, like any TCP connection, until it breaks or hangs. Datagrams
 * that a real one would drop because the line is slow aren't dropped: these lines are fast.
 */
public final class Tunnel {
    /** TCP, then the WebSocket's upgrade. */
    private static final int LEGS_TO_OPEN = 4;

    /** What the endpoint hears of it. */
    public interface Listener {
        void opened();

        void closed(String reason);

        void arrived(Bytes message);
    }

    private final EventQueue time;
    private final Manager manager;
    private final Supplier<Duration> leg;
    private final Listener listener;
    private boolean open;
    private boolean over;
    private boolean hung;
    private Moment lastUp = Moment.ZERO;
    private Moment lastDown = Moment.ZERO;

    /** Begins to connect; {@code leg}: one way between endpoint and manager, now. */
    public Tunnel(EventQueue time, Manager manager, Supplier<Duration> leg, Listener listener) {
        this.time = time;
        this.manager = manager;
        this.leg = leg;
        this.listener = listener;
        time.after(leg.get().multipliedBy(LEGS_TO_OPEN - 1), this::accept);
    }

    private void accept() {
        if (over || hung) {
            return;
        }
        if (manager.isUp()) {
            manager.tunnelOpened(this);
            down(() -> {
                open = true;
                listener.opened();
            });
        } else {
            down(() -> {
                over = true;
                listener.closed("the manager refuses connections");
            });
        }
    }

    /** Towards the relay. */
    public void send(Bytes message) {
        if (open && !over) {
            lastUp = inOrder(lastUp, () -> {
                if (!hung) {
                    manager.tunnelled(this, message);
                }
            });
        }
    }

    /** Towards the endpoint. */
    void tell(Bytes message) {
        down(() -> listener.arrived(message));
    }

    /** The endpoint has had enough of it. */
    public void close() {
        if (!over) {
            over = true;
            if (!hung) {
                lastUp = inOrder(lastUp, () -> manager.tunnelClosed(this));
            }
        }
    }

    /** It breaks, and both ends notice. */
    public void cut() {
        if (!over) {
            time.after(leg.get(), () -> manager.tunnelClosed(this));
            breakHere("the connection broke");
        }
    }

    void cutByManager() {
        down(() -> breakHere("the manager closed the connection"));
    }

    /** From now on nothing gets through, and nobody is told. */
    public void hang() {
        hung = true;
    }

    private void breakHere(String reason) {
        if (!over) {
            over = true;
            listener.closed(reason);
        }
    }

    private void down(Runnable arrive) {
        lastDown = inOrder(lastDown, () -> {
            if (!over && !hung) {
                arrive.run();
            }
        });
    }

    private Moment inOrder(Moment last, Runnable arrive) {
        Moment usual = time.now().plus(leg.get());
        Moment arrival = usual.isBefore(last) ? last : usual;
        time.at(arrival, arrive);
        return arrival;
    }
}
