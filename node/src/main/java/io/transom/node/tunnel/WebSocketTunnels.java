package io.transom.node.tunnel;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.ManagerUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tunnels to one manager, by the scheme, host and port of the control connection; one thread, from the first one on. */
public final class WebSocketTunnels implements Tunnels {
    private final ManagerAccess manager;
    private final AtomicLong dropped = new AtomicLong();
    private final List<WebSocketTunnel> made = new ArrayList<>();
    private Optional<EventLoopGroup> thread = Optional.empty();
    private boolean closed;

    public WebSocketTunnels(ManagerUrl manager) {
        this(ManagerAccess.to(manager));
    }

    public WebSocketTunnels(ManagerAccess manager) {
        this.manager = manager;
    }

    @Override
    public synchronized Tunnel open(Listener listener) {
        if (closed) {
            throw new IllegalStateException("the tunnels are closed");
        }
        EventLoopGroup group = thread.orElseGet(WebSocketTunnels::startThread);
        thread = Optional.of(group);
        made.removeIf(WebSocketTunnel::isOver);
        WebSocketTunnel tunnel = new WebSocketTunnel(listener, dropped);
        made.add(tunnel);
        tunnel.connect(manager, group);
        return tunnel;
    }

    /** Its own one: a name that is slow to resolve must not hold up UDP. */
    private static EventLoopGroup startThread() {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("tunnel", true), NioIoHandler.newFactory());
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public synchronized void close() {
        closed = true;
        made.forEach(WebSocketTunnel::close);
        thread.ifPresent(group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }
}
