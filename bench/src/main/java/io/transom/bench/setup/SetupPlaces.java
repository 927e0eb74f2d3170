package io.transom.bench.setup;

import io.transom.bench.call.Places;
import io.transom.lab.tun.HomeRouter;
import io.transom.lab.tun.Namespace;
import io.transom.lab.tun.TunLab;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.UdpSockets;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Both homes and the manager in namespaces; each home is {@code line} from the world. */
final class SetupPlaces implements Places {
    private final TunLab lab;
    private final io.transom.lab.tun.Home door;
    private final io.transom.lab.tun.Home caller;

    SetupPlaces(Duration line) throws IOException {
        lab = TunLab.open();
        try {
            // What most homes have: Linux' masquerade maps and filters like this while ports do not collide (RFC 4787).
            HomeRouter router = HomeRouter.of(
                            RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT))
                    .behind(line);
            door = lab.home(router);
            caller = lab.home(router);
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    static String managerAddress() {
        return TunLab.MANAGER.toString();
    }

    /** Where the manager, and what the peers have in its place, runs. */
    Namespace world() {
        return lab.manager();
    }

    Namespace namespace(Home home) {
        return home(home).host();
    }

    private io.transom.lab.tun.Home home(Home home) {
        return switch (home) {
            case DOOR -> door;
            case CALLER -> caller;
        };
    }

    @Override
    public Manager manager(Path data) throws IOException {
        return world().call(() -> Manager.start(
                Settings.in(data).withAddresses(TunLab.MANAGER, Optional.of(TunLab.MANAGER_ALTERNATE)),
                new SystemEntropy()));
    }

    @Override
    public ManagerUrl control(Home home, Manager manager) {
        return ManagerUrl.parse("ws://" + managerAddress() + ":" + manager.httpPort() + "/mqtt");
    }

    @Override
    public UdpSockets.Factory udp(Home home) {
        return home(home).udp();
    }

    @Override
    public <T> T in(Home home, Callable<T> work) throws Exception {
        return namespace(home).call(work);
    }

    @Override
    public void close() {
        lab.close();
    }
}
