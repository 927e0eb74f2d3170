package io.transom.bench.call;

import io.transom.lab.router.DelayedTcp;
import io.transom.lab.router.UserSpaceRouter;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.running.Started;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.node.udp.ViaRouter;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** All on loopback, behind routers in user space; needs no rights. Each home's line to the world takes {@code line}. */
final class LoopbackPlaces implements Places {
    private final Duration line;
    private final Started started = new Started();

    LoopbackPlaces(Duration line) {
        this.line = line;
    }

    @Override
    public Manager manager(Path data) throws IOException {
        return Manager.start(Settings.in(data), new SystemEntropy());
    }

    @Override
    public ManagerUrl control(Home home, Manager manager) throws IOException {
        int port = line.isZero()
                ? manager.httpPort()
                : started.keep(new DelayedTcp(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), manager.httpPort()), line))
                        .port();
        return ManagerUrl.parse("ws://127.0.0.1:" + port + "/mqtt");
    }

    @Override
    public UdpSockets.Factory udp(Home home) throws IOException {
        UserSpaceRouter router = switch (home) {
            case DOOR -> router("127.11.0.1", IpAddress.of(127, 111, 0, 1));
            case CALLER -> router("127.12.0.1", IpAddress.of(127, 112, 0, 1));
        };
        return ViaRouter.through(router.insideAddress(), NettyUdp::bind);
    }

    private UserSpaceRouter router(String inside, IpAddress outside) throws IOException {
        return started.keep(new UserSpaceRouter(
                RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
                UdpAddress.parse(inside + ":0").orElseThrow(),
                outside,
                line));
    }

    @Override
    public <T> T in(Home home, Callable<T> work) throws Exception {
        return work.call();
    }

    @Override
    public void close() {
        started.close();
    }
}
