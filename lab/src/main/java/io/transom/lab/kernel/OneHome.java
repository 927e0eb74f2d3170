package io.transom.lab.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One home's link: a bridge, and three machines on it, each a network namespace of its own.
 *
 * <pre>
 *   192.168.1.2 door ---+
 *   192.168.1.3 phone --+-- bridge     multicast goes to all, as on any switch without IGMP snooping
 *   192.168.1.9 manager +
 * </pre>
 */
public final class OneHome implements AutoCloseable {
    /** A machine in it. */
    public enum Machine {
        DOOR(2),
        PHONE(3),
        MANAGER(9);

        private final int number;

        Machine(int number) {
            this.number = number;
        }

        public String ip() {
            return "192.168.1." + number;
        }
    }

    private final String prefix = "trh" + ProcessHandle.current().pid() % 100_000;
    private final List<Process> processes = new ArrayList<>();
    private final List<String> namespaces = new ArrayList<>();

    private OneHome() {}

    public static OneHome open() throws IOException {
        OneHome home = new OneHome();
        try {
            String link = home.namespace("net");
            ip("-n", link, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
            ip("-n", link, "link", "set", "br0", "up");
            for (Machine machine : Machine.values()) {
                home.attach(machine, link);
            }
            return home;
        } catch (IOException e) {
            home.close();
            throw e;
        }
    }

    private void attach(Machine machine, String link) throws IOException {
        String inside = namespace(machine.name());
        String port = "p" + machine.number;
        ip("-n", inside, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", link);
        ip("-n", link, "link", "set", port, "master", "br0");
        ip("-n", link, "link", "set", port, "up");
        ip("-n", inside, "addr", "add", machine.ip() + "/24", "dev", "eth0");
        ip("-n", inside, "link", "set", "eth0", "up");
    }

    private String namespace(String name) throws IOException {
        String full = prefix + "-" + name;
        ip("netns", "add", full);
        namespaces.add(full);
        ip("-n", full, "link", "set", "lo", "up");
        return full;
    }

    /** Starts {@code command} on {@code machine}; what it says goes to {@code log}. It ends with the home. */
    public Process start(Machine machine, Path log, List<String> command) throws IOException {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", prefix + "-" + machine.name()));
        inside.addAll(command);
        Process process = new ProcessBuilder(inside)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Shell.run(command);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
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
