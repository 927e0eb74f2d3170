package io.transom.lab.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The namespaces, links and routers of two homes and one manager. */
public final class KernelLab implements AutoCloseable {
    public static final String MANAGER_IP = "198.51.100.2";
    public static final String DEVICE_HOME_IP = "198.51.100.11";
    public static final String CALLER_HOME_IP = "198.51.100.12";

    /** Where a program can run. */
    public enum Host {
        MANAGER,
        DEVICE,
        CALLER,
        ROUTER_A,
        ROUTER_B
    }

    private final String prefix = "tr" + ProcessHandle.current().pid() % 100_000 + "-" + Integer.toHexString(count++);
    private final List<Process> processes = new ArrayList<>();
    private final List<String> namespaces = new ArrayList<>();

    private static int count;

    private KernelLab() {}

    /** Why no laboratory can stand here; empty where one can. */
    public static Optional<String> obstacle() {
        if (!Shell.works("ip", "-V")) {
            return Optional.of("there is no ip command (package iproute2)");
        }
        if (!Shell.works("nft", "--version")) {
            return Optional.of("there is no nft command (package nftables)");
        }
        String probe = "trprobe" + ProcessHandle.current().pid();
        if (!Shell.works("ip", "netns", "add", probe)) {
            return Optional.of("network namespaces may not be made here (run as root)");
        }
        boolean masquerade = Shell.works(
                "ip",
                "netns",
                "exec",
                probe,
                "nft",
                "add table ip t; add chain ip t c { type nat hook postrouting priority 100; }; add rule ip t c masquerade");
        Shell.works("ip", "netns", "del", probe);
        return masquerade ? Optional.empty() : Optional.of("this kernel has no nftables masquerade");
    }

    /** Builds both homes and the internet between them. */
    public static KernelLab open(KernelRouter deviceRouter, KernelRouter callerRouter) throws IOException {
        KernelLab lab = new KernelLab();
        try {
            lab.internet();
            lab.home(Host.DEVICE, Host.ROUTER_A, DEVICE_HOME_IP, deviceRouter);
            lab.home(Host.CALLER, Host.ROUTER_B, CALLER_HOME_IP, callerRouter);
            return lab;
        } catch (IOException e) {
            lab.close();
            throw e;
        }
    }

    /**
     * Starts {@code command} on {@code host}; its standard output and error go to {@code log}. It ends with the
     * laboratory.
     */
    public Process start(Host host, Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(inside(host, command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** Runs {@code command} on {@code host} to its end and returns what it printed. */
    public String run(Host host, String... command) throws IOException {
        return Shell.run(inside(host, List.of(command)));
    }

    /** The router forgets every mapping and comes back with another public address. */
    public void renumber(Host router, String oldIp, String newIp) throws IOException {
        run(router, "ip", "addr", "del", oldIp + "/24", "dev", "wan");
        run(router, "ip", "addr", "add", newIp + "/24", "dev", "wan");
    }

    private void internet() throws IOException {
        String net = namespace("net");
        ip("-n", net, "link", "add", "br0", "type", "bridge");
        ip("-n", net, "link", "set", "br0", "up");
        attach(Host.MANAGER, MANAGER_IP);
    }

    private void home(Host endpoint, Host router, String publicIp, KernelRouter kind) throws IOException {
        attach(router, publicIp);
        String inside = namespace(name(endpoint));
        String gateway = ns(router);
        ip("-n", inside, "link", "add", "eth0", "type", "veth", "peer", "name", "lan", "netns", gateway);
        ip("-n", inside, "addr", "add", "192.168.1.2/24", "dev", "eth0");
        ip("-n", gateway, "addr", "add", "192.168.1.1/24", "dev", "lan");
        ip("-n", inside, "link", "set", "eth0", "up");
        ip("-n", gateway, "link", "set", "lan", "up");
        ip("-n", inside, "route", "add", "default", "via", "192.168.1.1");
        run(router, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        Shell.run(List.of("ip", "netns", "exec", gateway, "nft", "-f", "-"), kind.rules());
    }

    /** A host on the internet's bridge, its side called {@code wan}. */
    private void attach(Host host, String publicIp) throws IOException {
        String ns = namespace(name(host));
        String port = "p" + namespaces.size();
        ip("-n", ns, "link", "add", "wan", "type", "veth", "peer", "name", port, "netns", prefix + "-net");
        ip("-n", prefix + "-net", "link", "set", port, "master", "br0");
        ip("-n", prefix + "-net", "link", "set", port, "up");
        ip("-n", ns, "addr", "add", publicIp + "/24", "dev", "wan");
        ip("-n", ns, "link", "set", "wan", "up");
    }

    private String namespace(String name) throws IOException {
        String full = prefix + "-" + name;
        ip("netns", "add", full);
        namespaces.add(full);
        ip("-n", full, "link", "set", "lo", "up");
        return full;
    }

    private String ns(Host host) {
        return prefix + "-" + name(host);
    }

    private static String name(Host host) {
        return switch (host) {
            case MANAGER -> "mgr";
            case DEVICE -> "dev";
            case CALLER -> "cal";
            case ROUTER_A -> "ra";
            case ROUTER_B -> "rb";
        };
    }

    private List<String> inside(Host host, List<String> command) {
        List<String> full = new ArrayList<>(List.of("ip", "netns", "exec", ns(host)));
        full.addAll(command);
        return full;
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Shell.run(command);
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroy();
        }
        try {
            for (Process process : processes) {
                if (!process.waitFor(3, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
                }
            }
            for (String namespace : namespaces) {
                ip("netns", "del", namespace);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
