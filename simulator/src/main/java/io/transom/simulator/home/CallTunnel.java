package io.transom.simulator.home;

import io.transom.core.Input;
import io.transom.core.call.SharedTunnel;
import io.transom.simulator.control.Tunnel;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Way;
import io.transom.wire.relay.ChannelFrame;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** The connection that the calls share which want a tunnel. */
final class CallTunnel {
    private final Function<Tunnel.Listener, Tunnel> connecting;
    private final Executor mailbox;
    private final Consumer<Bytes> arrivals;
    private final Consumer<Input> step;
    private final SharedTunnel shared = new SharedTunnel();
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
        switch (shared.open(call)) {
            case CONNECT -> {
                Line line = new Line(shared.number());
                current = Optional.of(line);
                line.tunnel = Optional.of(connecting.apply(line));
            }
            case TELL -> step.accept(new Input.TunnelOpened(call));
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
        Optional<Tunnel> last = tunnel();
        current = Optional.empty();
        last.ifPresent(Tunnel::close);
    }

    void send(Way.Tunnelled way, Bytes datagram) {
        tunnel().ifPresent(tunnel -> tunnel.send(ChannelFrame.framed(way, datagram)));
    }

    Optional<Tunnel> tunnel() {
        return current.flatMap(line -> line.tunnel);
    }

    /** What one connection tells; of one that has been replaced nothing is passed on. */
    private final class Line implements Tunnel.Listener {
        private final int number;
        private Optional<Tunnel> tunnel = Optional.empty();

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
        public void arrived(Bytes message) {
            mailbox.execute(() -> {
                if (isCurrent()) {
                    arrivals.accept(message);
                }
            });
        }
    }
}
