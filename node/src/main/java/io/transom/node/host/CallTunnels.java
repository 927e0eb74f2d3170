package io.transom.node.host;

import io.transom.core.Input;
import io.transom.core.call.SharedTunnel;
import io.transom.node.tunnel.Tunnels;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Way;
import io.transom.wire.relay.ChannelFrame;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The WebSocket that the calls share which want a tunnel. Used by the mailbox's thread; {@link #send} by any. */
final class CallTunnels {
    private final Tunnels tunnels;
    private final Consumer<Bytes> arrivals;
    private final Executor mailbox;
    private final Consumer<Input> step;
    private final SharedTunnel shared = new SharedTunnel();
    private volatile Optional<Line> current = Optional.empty();

    /** {@code mailbox} runs what is told on another thread; {@code step} takes an input there. */
    CallTunnels(Tunnels tunnels, Consumer<Bytes> arrivals, Executor mailbox, Consumer<Input> step) {
        this.tunnels = tunnels;
        this.arrivals = arrivals;
        this.mailbox = mailbox;
        this.step = step;
    }

    void open(CallId call) {
        switch (shared.open(call)) {
            case CONNECT -> {
                Line line = new Line(shared.number());
                current = Optional.of(line);
                line.tunnel = Optional.of(tunnels.open(line));
            }
            case TELL ->
                mailbox.execute(() -> {
                    if (shared.isOpenTo(call)) {
                        step.accept(new Input.TunnelOpened(call));
                    }
                });
            case WAIT -> {}
        }
    }

    void close(CallId call) {
        if (shared.close(call)) {
            end();
        }
    }

    void closeAll() {
        shared.closeAll();
        end();
    }

    private void end() {
        Optional<Line> last = current;
        current = Optional.empty();
        last.flatMap(line -> line.tunnel).ifPresent(Tunnels.Tunnel::close);
    }

    /** False where there is no tunnel. */
    boolean send(Way.Tunnelled way, Bytes datagram) {
        Optional<Tunnels.Tunnel> tunnel = current.flatMap(line -> line.tunnel);
        tunnel.ifPresent(open -> open.send(ChannelFrame.framed(way, datagram)));
        return tunnel.isPresent();
    }

    void networkChanged() {
        current.flatMap(line -> line.tunnel).ifPresent(Tunnels.Tunnel::networkChanged);
    }

    /** What one WebSocket tells; of one that has been replaced nothing is passed on. */
    private final class Line implements Tunnels.Listener {
        private final int number;
        private volatile Optional<Tunnels.Tunnel> tunnel = Optional.empty();

        Line(int number) {
            this.number = number;
        }

        private boolean isCurrent() {
            return current.filter(now -> now == this).isPresent();
        }

        @Override
        public void opened() {
            mailbox.execute(() -> shared.opened(number).forEach(call -> step.accept(new Input.TunnelOpened(call))));
        }

        @Override
        public void closed(String reason) {
            mailbox.execute(() -> {
                List<CallId> told = shared.closed(number);
                if (isCurrent()) {
                    end();
                }
                told.forEach(call -> step.accept(new Input.TunnelClosed(call, reason)));
            });
        }

        @Override
        public void arrived(Bytes datagram) {
            if (isCurrent()) {
                arrivals.accept(datagram);
            }
        }
    }
}
