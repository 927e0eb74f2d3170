package io.transom.lab.kernel;

import io.transom.lab.kernel.KernelLab.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A home's router that mints another port for every remote, and grants mappings: Debian's miniupnpd on router A.
 *
 * <p>It refuses to serve behind an address that is reserved (RFC 5737's among them), so the router gets one that isn't;
 * nothing leaves the namespaces.
 */
final class Miniupnpd {
    static final String PUBLIC_IP = "198.51.99.11";
    private static final String PROGRAM = "/usr/sbin/miniupnpd";

    /** What the router speaks. It has no switch for PCP alone, so its own firewall drops the version that isn't wanted. */
    enum Speaks {
        PCP("yes", "no", ""),
        NAT_PMP("yes", "no", "udp dport 5351 @th,64,8 2 drop"),
        UPNP("no", "yes", "");

        private final String natPmp;
        private final String upnp;
        private final String input;

        Speaks(String natPmp, String upnp, String input) {
            this.natPmp = natPmp;
            this.upnp = upnp;
            this.input = input;
        }
    }

    private final KernelLab lab;
    private final Path folder;
    private Optional<Process> running = Optional.empty();

    private Miniupnpd(KernelLab lab, Path folder) {
        this.lab = lab;
        this.folder = folder;
    }

    static Optional<String> obstacle() {
        return Files.isExecutable(Path.of(PROGRAM))
                ? Optional.empty()
                : Optional.of("there is no miniupnpd (package miniupnpd-nftables)");
    }

    /** Gives router A of {@code lab} its address and the way to it. */
    static Miniupnpd behind(KernelLab lab, Path folder) throws IOException {
        lab.renumber(Host.ROUTER_A, KernelLab.DEVICE_HOME_IP, PUBLIC_IP);
        lab.run(Host.ROUTER_A, "ip", "route", "add", "198.51.100.0/24", "dev", "wan");
        lab.run(Host.MANAGER, "ip", "route", "add", "198.51.99.0/24", "dev", "wan");
        lab.run(Host.ROUTER_B, "ip", "route", "add", "198.51.99.0/24", "dev", "wan");
        return new Miniupnpd(lab, folder);
    }

    /** Starts it with an empty table; whatever ran before has ended, and has forgotten everything. */
    void start(Speaks speaks) throws Exception {
        stop();
        Path rules = Files.writeString(folder.resolve("router.nft"), rules(speaks));
        lab.run(Host.ROUTER_A, "nft", "-f", rules.toString());
        Path settings = Files.writeString(folder.resolve("miniupnpd.conf"), settings(speaks));
        List<String> command = List.of(PROGRAM, "-d", "-f", settings.toString(), "-P", folder + "/miniupnpd.pid");
        Path log = folder.resolve("miniupnpd-" + speaks + ".log");
        running = Optional.of(lab.start(Host.ROUTER_A, log, command));
    }

    void stop() throws InterruptedException {
        if (running.isPresent()) {
            running.get().destroyForcibly().waitFor();
        }
        running = Optional.empty();
    }

    /** The kernel's rules as they are now. */
    String table() throws IOException {
        return lab.run(Host.ROUTER_A, "nft", "list", "ruleset");
    }

    private static String rules(Speaks speaks) {
        return """
                flush ruleset
                table inet nat {
                  chain prerouting_miniupnpd { }
                  chain postrouting_miniupnpd { }
                  chain prerouting {
                    type nat hook prerouting priority dstnat;
                    jump prerouting_miniupnpd
                  }
                  chain postrouting {
                    type nat hook postrouting priority srcnat;
                    jump postrouting_miniupnpd
                    oifname "wan" meta l4proto { tcp, udp } masquerade to :20000-60000 fully-random
                  }
                }
                table inet filter {
                  chain miniupnpd { }
                  chain input {
                    type filter hook input priority 0;
                    %s
                    iifname "wan" ct state established,related accept
                    iifname "wan" drop
                  }
                  chain forward {
                    type filter hook forward priority 0;
                    iifname "wan" ct state established,related accept
                    iifname "wan" jump miniupnpd
                    iifname "wan" drop
                  }
                }
                """.formatted(speaks.input);
    }

    private static String settings(Speaks speaks) {
        return """
                ext_ifname=wan
                ext_ip=%s
                listening_ip=lan
                http_port=5000
                ipv6_disable=yes
                enable_natpmp=%s
                enable_upnp=%s
                secure_mode=yes
                system_uptime=no
                upnp_table_name=filter
                upnp_nat_table_name=nat
                upnp_forward_chain=miniupnpd
                upnp_nat_chain=prerouting_miniupnpd
                upnp_nat_postrouting_chain=postrouting_miniupnpd
                uuid=7d1f0fd2-3c1e-4f5a-9a36-0c5c9e1d2f10
                allow 1024-65535 192.168.1.0/24 1024-65535
                deny 0-65535 0.0.0.0/0 0-65535
                """.formatted(PUBLIC_IP, speaks.natPmp, speaks.upnp);
    }
}
