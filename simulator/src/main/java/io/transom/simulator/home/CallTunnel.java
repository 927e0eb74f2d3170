package io.transom.simulator.home;

import io.transom.core.Input;
import io.transom.simulator.control.Tunnel;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Way;
import io.transom.wire.relay.ChannelFrame;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** The tunnel of the calls that want one: they share a connection, in which their channels tell them apart. */
final class CallTunnel {
    private final Function<Tunnel.Listener, Tunnel> connecting;
    private final Executor mailbox;
    private final Consumer<Bytes> arrivals;
    private final Consumer<Input> step;
    private final Set<CallId> calls = new LinkedHashSet<>();
    private Optional<Line> current = Optional.empty();

    /** {@code mailbox} runs what a connection tells, later while the machine sleeps. */
    CallTunnel(
            Function<Tunnel.Listener, Tunnel> connecting,
            Executor mailbox,
            Consumer<Bytes> arrivals,
            Consumer<Input> step) {
        this.connecting = connecting;
        this.mailbox = mailbox;
        this.arrivals = arrivals;
        this.step = step;
    }

    void open(CallId call) {
        calls.add(call);
        if (current.isEmpty()) {
            Line line = new Line();
            current = Optional.of(line);
            line.tunnel = Optional.of(connecting.apply(line));
        } else if (current.get().open) {
            step.accept(new Input.TunnelOpened(call));
        }
    }

    void close(CallId call) {
        calls.remove(call);
        if (calls.isEmpty()) {
            closeAll();
        }
    }

    void closeAll() {
        calls.clear();
        Optional<Tunnel> last = tunnel();
        current = Optional.empty();
        last.ifPresent(Tunnel::close);
    }

    void send(Way.Tunnelled way, Bytes datagram) {
        tunnel().ifPresent(tunnel -> tunnel.send(
                way.channel() == Way.Tunnelled.NO_CHANNEL
                        ? datagram
                        : new ChannelFrame(way.channel(), datagram).encode()));
    }

    Optional<Tunnel> tunnel() {
        return current.flatMap(line -> line.tunnel);
    }

    /** What one connection tells; of one that has been replaced nothing is passed on. */
    private final class Line implements Tunnel.Listener {
        private Optional<Tunnel> tunnel = Optional.empty();
        private boolean open;

        private boolean isCurrent() {
            return current.filter(now -> now == this).isPresent();
        }

        @Override
        public void opened() {
            mailbox.execute(() -> {
                if (isCurrent()) {
                    open = true;
                    List.copyOf(calls).forEach(call -> step.accept(new Input.TunnelOpened(call)));
                }
            });
        }

        @Override
        public void closed(String reason) {
            mailbox.execute(() -> {
                if (isCurrent()) {
                    List<CallId> told = List.copyOf(calls);
                    closeAll();
                    told.forEach(call -> step.accept(new Input.TunnelClosed(call, reason)));
                }
            });
        }

        @Override
        public void arrived(Bytes message) {
            mailbox.execute(() -> {
                if (isCurrent()) {
                    arrivals.accept(message);
                }
            });
        }
    }
}
