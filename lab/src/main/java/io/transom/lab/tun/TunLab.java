package io.transom.lab.tun;

import io.transom.lab.kernel.KernelLab;
import io.transom.lab.kernel.KernelRouter;
import io.transom.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An internet of namespaces: one for the manager, and as many homes as are asked for. Any thread may ask. */
public final class TunLab implements AutoCloseable {
    public static final IpAddress MANAGER = IpAddress.of(198, 51, 100, 2);
    /** The manager's second address, so that its reflector can tell every kind of router (RFC 5780). */
    public static final IpAddress MANAGER_ALTERNATE = IpAddress.of(198, 51, 100, 3);

    public static final IpAddress MANAGER_BY_IPV6 = Ipv6Backbone.MANAGER;

    private final PacketLoop loop;
    /** 203.0.113.0/24 is for documentation (RFC 5737): nobody's, and yet public. */
    private final Network internet = Network.of(203, 0, 113);

    private final Namespace manager;
    private final Ipv6Backbone backbone;
    private final List<Home> homes = new ArrayList<>();

    private TunLab(PacketLoop loop, Namespace manager, Ipv6Backbone backbone) {
        this.loop = loop;
        this.manager = manager;
        this.backbone = backbone;
    }

    /** Why no laboratory can stand here; empty where one can. */
    public static Optional<String> obstacle() {
        if (!Files.isWritable(Path.of("/dev/net/tun"))) {
            return Optional.of("/dev/net/tun is not here or not for us (kernel module tun; run as root)");
        }
        return KernelLab.obstacle();
    }

    public static TunLab open() throws IOException {
        Namespace.sweep();
        PacketLoop loop = new PacketLoop();
        try {
            Namespace manager = Namespace.open("mgr");
            try {
                TunLab lab = new TunLab(loop, manager, Ipv6Backbone.open(manager));
                lab.attachManager();
                return lab;
            } catch (IOException | RuntimeException e) {
                manager.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    private void attachManager() throws IOException {
        Tun tun = Tun.open(manager, "eth0");
        manager.configure(
                "addr add " + MANAGER + "/32 dev eth0",
                "addr add " + MANAGER_ALTERNATE + "/32 dev eth0",
                "link set eth0 up",
                "route add default dev eth0 src " + MANAGER);
        loop.attach(tun, internet, MANAGER, MANAGER_ALTERNATE);
    }

    /** Where a manager belongs: at {@link #MANAGER}, with no line to wait for. */
    public Namespace manager() {
        return manager;
    }

    /** A home behind one router in user space. */
    public Home home(HomeRouter router) throws IOException {
        return keep(Home.behind(router, internet, this));
    }

    /** A home behind a router of the kernel's own; {@code line} is one way, between that and the world. */
    public Home home(KernelRouter router, Duration line) throws IOException {
        return keep(Home.behind(router, line, internet, this));
    }

    /** A carrier's router; homes behind it are behind two. */
    public Carrier carrier(HomeRouter router) throws IOException {
        return Carrier.open(router, internet, this);
    }

    /** Ends the homes, their programs and the manager's namespace. */
    @Override
    public void close() {
        for (Home home : List.copyOf(homes)) {
            home.close();
        }
        loop.close();
        manager.close();
        backbone.close();
    }

    // ---- for homes and carriers ----

    PacketLoop loop() {
        return loop;
    }

    Ipv6Backbone backbone() {
        return backbone;
    }

    synchronized Home keep(Home home) {
        homes.add(home);
        return home;
    }

    synchronized void forget(Home home) {
        homes.remove(home);
    }
}
