package io.transom.lab.tun;

import io.transom.lab.kernel.KernelFirewall;
import io.transom.wire.IpAddress;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The internet by IPv6, of the kernel's own routers alone: nothing in user space, and no line to wait for.
 *
 * <pre>
 *   manager 2001:db8::2 ------------------------ core ---- firewall of home n ---- host 2001:db8:n::2
 *                                                     2001:db8:ffff:n::/64    2001:db8:n::/64
 * </pre>
 */
final class Ipv6Backbone implements AutoCloseable {
    static final IpAddress MANAGER = address("2001:db8::2");

    private final Namespace core;
    private final AtomicInteger homes = new AtomicInteger();

    private Ipv6Backbone(Namespace core) {
        this.core = core;
    }

    static Ipv6Backbone open(Namespace manager) throws IOException {
        Namespace core = Namespace.open("six");
        try {
            core.run("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
            core.configure(
                    "link add m0 type veth peer name six0 netns " + manager.name(),
                    "addr add 2001:db8::1/64 dev m0 nodad",
                    "link set m0 up");
            manager.configure(
                    "addr add " + MANAGER + "/64 dev six0 nodad",
                    "link set six0 up",
                    "route add default via 2001:db8::1");
            return new Ipv6Backbone(core);
        } catch (IOException | RuntimeException e) {
            core.close();
            throw e;
        }
    }

    /** What a home has by IPv6. */
    record Attached(Namespace firewall, IpAddress host) {}

    /** Gives {@code host} an address and a firewall of its own. */
    Attached attach(Namespace host, KernelFirewall kind) throws IOException {
        String n = Integer.toHexString(homes.incrementAndGet());
        Namespace firewall = Namespace.open("fw6");
        try {
            core.configure(
                    "link add home" + n + " type veth peer name wan6 netns " + firewall.name(),
                    "addr add 2001:db8:ffff:" + n + "::1/64 dev home" + n + " nodad",
                    "link set home" + n + " up");
            firewall.run("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
            firewall.configure(
                    "addr add 2001:db8:ffff:" + n + "::2/64 dev wan6 nodad",
                    "link set wan6 up",
                    "route add default via 2001:db8:ffff:" + n + "::1",
                    "link add lan6 type veth peer name six0 netns " + host.name(),
                    "addr add 2001:db8:" + n + "::1/64 dev lan6 nodad",
                    "link set lan6 up");
            core.configure("route add 2001:db8:" + n + "::/64 via 2001:db8:ffff:" + n + "::2");
            host.configure(
                    "addr add 2001:db8:" + n + "::2/64 dev six0 nodad",
                    "link set six0 up",
                    "route add default via 2001:db8:" + n + "::1");
            firewall.feed(kind.rules(), "nft", "-f", "-");
            return new Attached(firewall, address("2001:db8:" + n + "::2"));
        } catch (IOException | RuntimeException e) {
            firewall.close();
            throw e;
        }
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @Override
    public void close() {
        core.close();
    }
}
