package io.transom.lab.tun;

import io.transom.lab.kernel.KernelFirewall;
import io.transom.lab.kernel.KernelRouter;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.node.udp.UdpSocketsAround;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One host and its router. Everything that runs in {@link #host()} reaches the world through that router only. */
public final class Home implements AutoCloseable {
    /** The same in every home, as homes are. */
    private static final IpAddress PRIVATE = IpAddress.of(192, 168, 1, 2);

    /** In the other network. */
    private static final IpAddress ELSEWHERE = IpAddress.of(192, 168, 2, 7);

    private final TunLab lab;
    private final Namespace host;
    private final HomeRouter router;
    private final Network world;
    private final IpAddress hostAddress;
    /** Host first. */
    private final Deque<Namespace> namespaces;

    private final boolean translates;
    private Nat nat;
    private Tun tun;
    private HomeTap tap = HomeTap.NONE;
    private Optional<IpAddress> six = Optional.empty();
    private boolean v4 = true;

    private Home(
            TunLab lab,
            Deque<Namespace> namespaces,
            HomeRouter router,
            Network world,
            Nat nat,
            Tun tun,
            IpAddress hostAddress) {
        this.lab = lab;
        this.namespaces = namespaces;
        this.host = namespaces.getFirst();
        this.router = router;
        this.world = world;
        this.nat = nat;
        this.tun = tun;
        this.hostAddress = hostAddress;
        this.translates = namespaces.size() == 1 && hostAddress.equals(PRIVATE);
    }

    static Home behind(HomeRouter router, Network world, TunLab lab) throws IOException {
        IpAddress address = lab.loop().call(world::take);
        IpAddress inside = router.kind().mapping() == Mapping.NONE ? address : PRIVATE;
        Namespace host = Namespace.open("hom");
        try {
            Tun tun = Tun.open(host, "eth0");
            up(host, "eth0", inside);
            Nat nat = connect(router, tun, inside, world, address, lab);
            return new Home(lab, deque(host), router, world, nat, tun, inside);
        } catch (IOException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** The router in user space is then no more than the line. */
    static Home behind(KernelRouter router, Duration line, Network world, TunLab lab) throws IOException {
        IpAddress address = lab.loop().call(world::take);
        Deque<Namespace> namespaces = new ArrayDeque<>();
        try {
            Namespace gateway = Namespace.open("rtr");
            namespaces.push(gateway);
            Namespace host = Namespace.open("hom");
            namespaces.push(host);
            Tun tun = Tun.open(gateway, "wan");
            up(gateway, "wan", address);
            gateway.configure(
                    "link add lan type veth peer name eth0 netns " + host.name(),
                    "addr add 192.168.1.1/24 dev lan",
                    "link set lan up");
            host.configure(
                    "addr add " + PRIVATE + "/24 dev eth0", "link set eth0 up", "route add default via 192.168.1.1");
            gateway.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
            gateway.feed(router.rules(), "nft", "-f", "-");
            HomeRouter wire = HomeRouter.of(RouterKind.open()).behind(line);
            Nat nat = connect(wire, tun, address, world, address, lab);
            return new Home(lab, namespaces, wire, world, nat, tun, PRIVATE);
        } catch (IOException | RuntimeException e) {
            namespaces.forEach(Namespace::close);
            throw e;
        }
    }

    private static void up(Namespace where, String device, IpAddress address) throws IOException {
        where.configure(
                "addr add " + address + "/32 dev " + device,
                "link set " + device + " up",
                "route add default dev " + device + " src " + address);
    }

    private static Nat connect(
            HomeRouter router, Tun tun, IpAddress inside, Network world, IpAddress address, TunLab lab)
            throws IOException {
        Network home = Network.home();
        lab.loop().attach(tun, home, inside);
        return lab.loop().call(() -> new Nat(router, home, world, address, lab.loop()));
    }

    private static Deque<Namespace> deque(Namespace only) {
        return new ArrayDeque<>(List.of(only));
    }

    /** The same home with IPv6 as well, behind a firewall of the kernel's own that translates nothing. */
    public Home withIpv6(KernelFirewall firewall) throws IOException {
        Ipv6Backbone.Attached attached = lab.backbone().attach(host, firewall);
        namespaces.add(attached.firewall());
        six = Optional.of(attached.host());
        return this;
    }

    /** The same home without its IPv4. */
    public Home withoutIpv4() throws IOException {
        host.run("ip", "-4", "addr", "flush", "dev", "eth0");
        v4 = false;
        return this;
    }

    /** Where its programs reach the manager. */
    public String managerHost() {
        return v4 ? TunLab.MANAGER.toString() : "[" + TunLab.MANAGER_BY_IPV6 + "]";
    }

    /**
     * Java looks up IPv6 addresses in /proc/net, which shows the namespace of the process and not that of the thread: the
     * home's own is known here, and the port is that of any other.
     */
    private List<UdpAddress> ours(List<UdpAddress> socket) {
        Stream<UdpAddress> byIpv4 = socket.stream().filter(it -> v4 && it.ip().equals(hostAddress));
        Stream<UdpAddress> byIpv6 =
                six.stream().flatMap(ip -> socket.stream().limit(1).map(it -> new UdpAddress(ip, it.port())));
        return Stream.concat(byIpv4, byIpv6).toList();
    }

    /** Where the home's programs run. */
    public Namespace host() {
        return host;
    }

    /** At which the next network sees it: the internet, or its carrier's. */
    public IpAddress address() throws IOException {
        return lab.loop().call(nat::address);
    }

    /**
     * Sockets in here, with the home's addresses alone: the JVM is a machine with others. Spare ones are made by the thread that
     * asks, so the endpoint has to be started in {@link #host()} as well.
     */
    public UdpSockets.Factory udp() {
        return (ports, receiver) -> {
            UdpSockets sockets = host.call(() -> NettyUdp.bind(ports, receiver));
            return new UdpSocketsAround(sockets) {
                @Override
                public List<List<UdpAddress>> hosts() {
                    return super.hosts().stream().map(Home.this::ours).toList();
                }
            };
        };
    }

    /** The router forgets every mapping and has another address afterwards. Only where it translates, in user space. */
    public void reboot() throws IOException {
        requireOurs("rebooted");
        lab.loop().call(nat::reboot);
    }

    /**
     * The host leaves its network for another one: another link, with another address on it, behind another router of the
     * same kind. Only where that translates, in user space.
     */
    public void roam() throws IOException {
        requireOurs("left");
        leave();
        tun = Tun.open(host, "eth0");
        up(host, "eth0", ELSEWHERE);
        nat = connect(router, tun, ELSEWHERE, world, lab.loop().call(world::take), lab);
        tap(tap);
    }

    private void requireOurs(String done) {
        if (!translates) {
            throw new IllegalStateException("only a router in user space that translates can be " + done);
        }
    }

    private void leave() throws IOException {
        lab.loop().call(() -> {
            lab.loop().remove(tun);
            return nat.leave();
        });
    }

    /** Cuts the line to the world, or mends it. The router remembers its mappings. */
    public void cut(boolean isOut) throws IOException {
        lab.loop().call(() -> {
            nat.cut(isOut);
            return isOut;
        });
    }

    /** Lets UDP through to and from {@code addresses} alone; to and from everywhere where there are none. */
    public void only(Set<IpAddress> addresses) throws IOException {
        lab.loop().call(() -> {
            nat.only(addresses);
            return addresses;
        });
    }

    /** From now on {@code ear} is told of each UDP and TCP packet that the home's host sends or is given. */
    public void tap(HomeTap ear) throws IOException {
        tap = ear;
        lab.loop().call(() -> {
            nat.tap(ear);
            return ear;
        });
    }

    /** Ends what runs in it. */
    @Override
    public void close() {
        try {
            leave();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            namespaces.forEach(Namespace::close);
            lab.forget(this);
        }
    }
}
