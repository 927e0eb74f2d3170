package io.transom.node.host;

import io.transom.core.Input;
import io.transom.node.tunnel.Tunnels;
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

/**
 * The tunnel of the calls that want one: they share a WebSocket, in which their channels tell them apart. Used by the
 * mailbox's thread; {@link #send} by any.
 */
final class CallTunnels {
    private final Tunnels tunnels;
    private final Consumer<Bytes> arrivals;
    private final Executor mailbox;
    private final Consumer<Input> step;
    private final Set<CallId> calls = new LinkedHashSet<>();
    private volatile Optional<Line> current = Optional.empty();

    /** {@code mailbox} runs what is told on another thread; {@code step} takes an input there. */
    CallTunnels(Tunnels tunnels, Consumer<Bytes> arrivals, Executor mailbox, Consumer<Input> step) {
        this.tunnels = tunnels;
        this.arrivals = arrivals;
        this.mailbox = mailbox;
        this.step = step;
    }

    void open(CallId call) {
        calls.add(call);
        if (current.isEmpty()) {
            Line line = new Line();
            current = Optional.of(line);
            line.tunnel = Optional.of(tunnels.open(line));
        } else if (current.get().open) {
            Line line = current.get();
            mailbox.execute(() -> {
                if (isCurrent(line) && calls.contains(call)) {
                    step.accept(new Input.TunnelOpened(call));
                }
            });
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
        Optional<Line> last = current;
        current = Optional.empty();
        last.flatMap(line -> line.tunnel).ifPresent(Tunnels.Tunnel::close);
    }

    /** False where there is no tunnel. */
    boolean send(Way.Tunnelled way, Bytes datagram) {
        Optional<Tunnels.Tunnel> tunnel = current.flatMap(line -> line.tunnel);
        tunnel.ifPresent(open -> open.send(
                way.channel() == Way.Tunnelled.NO_CHANNEL
                        ? datagram
                        : new ChannelFrame(way.channel(), datagram).encode()));
        return tunnel.isPresent();
    }

    void networkChanged() {
        current.flatMap(line -> line.tunnel).ifPresent(Tunnels.Tunnel::networkChanged);
    }

    private boolean isCurrent(Line line) {
        return current.filter(now -> now == line).isPresent();
    }

    /** What one WebSocket tells; of one that has been replaced nothing is passed on. */
    private final class Line implements Tunnels.Listener {
        private volatile Optional<Tunnels.Tunnel> tunnel = Optional.empty();
        private boolean open;

        @Override
        public void opened() {
            mailbox.execute(() -> {
                if (isCurrent(this)) {
                    open = true;
                    List.copyOf(calls).forEach(call -> step.accept(new Input.TunnelOpened(call)));
                }
            });
        }

        @Override
        public void closed(String reason) {
            mailbox.execute(() -> {
                if (isCurrent(this)) {
                    List<CallId> told = List.copyOf(calls);
                    closeAll();
                    told.forEach(call -> step.accept(new Input.TunnelClosed(call, reason)));
                }
            });
        }

        @Override
        public void arrived(Bytes datagram) {
            if (isCurrent(this)) {
                arrivals.accept(datagram);
            }
        }
    }
}
