package io.transom.lab.tun;

import io.transom.lab.kernel.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A network namespace of its own, called {@code /run/netns/NAME} while it is open. Programs are started in it as processes, or
 * within this JVM: a thread that is in a namespace makes its sockets there, they stay there whoever uses them later, and
 * the threads that it makes are there too.
 */
public final class Namespace implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Path ALL = Path.of("/run/netns");
    private static final Pattern NAME = Pattern.compile("tt(\\d+)-\\d+-\\w+");
    /** What a process leaves open when it ends, is taken down as it ends. */
    private static final Set<Namespace> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().unstarted(() -> Set.copyOf(OPEN).forEach(Namespace::close)));
    }

    private final String name;
    private final List<Process> processes = new ArrayList<>();

    private Namespace(String name) {
        this.name = name;
    }

    /** Made anew, with nothing in it but loopback. {@code role} is a part of its name, three letters or so. */
    static Namespace open(String role) throws IOException {
        String name = "tt" + ProcessHandle.current().pid() + "-" + COUNT.getAndIncrement() + "-" + role;
        Shell.run(List.of("ip", "netns", "add", name));
        Namespace namespace = new Namespace(name);
        OPEN.add(namespace);
        namespace.configure("link set lo up");
        return namespace;
    }

    /** Takes down what processes left here that were killed and had no time for it. */
    static void sweep() throws IOException {
        if (Files.notExists(ALL)) {
            return;
        }
        try (Stream<Path> all = Files.list(ALL)) {
            for (Path path : all.toList()) {
                Matcher matcher = NAME.matcher(path.getFileName().toString());
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    // Another laboratory may sweep at the same time: one of the two is first.
                    Shell.works("ip", "netns", "del", matcher.group());
                }
            }
        }
    }

    public String name() {
        return name;
    }

    /** Runs {@code work} to its end on a fresh platform thread in here. */
    public <T> T call(Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return work.call();
        });
        Thread.ofPlatform().name("in " + name).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException("in " + name + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void enter() throws IOException {
        int fd = Libc.checked(
                "opening /run/netns/" + name, Libc.open("/run/netns/" + name, Libc.O_RDONLY | Libc.O_CLOEXEC));
        try {
            Libc.checked("setns", Libc.setns(fd));
        } finally {
            Libc.close(fd);
        }
    }

    /** Starts {@code command} in here; its output and errors go to {@code log}. It ends with the namespace. */
    public Process start(Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(inside(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** Runs {@code command} in here to its end and returns what it printed. */
    public String run(String... command) throws IOException {
        return Shell.run(inside(List.of(command)));
    }

    /** Runs {@code command} in here with {@code input}. */
    void feed(String input, String... command) throws IOException {
        Shell.run(inside(List.of(command)), input);
    }

    /** Lines for {@code ip -batch}, all of which have to succeed. */
    void configure(String... lines) throws IOException {
        Shell.run(List.of("ip", "-n", name, "-batch", "-"), String.join("\n", lines) + "\n");
    }

    /** {@code command} behind {@code ip netns exec NAME}. */
    public List<String> inside(List<String> command) {
        List<String> full = new ArrayList<>(List.of("ip", "netns", "exec", name));
        full.addAll(command);
        return full;
    }

    /** Ends what was started in here and takes it down. Sockets of this JVM that are still open keep it alive, unnamed. */
    @Override
    public void close() {
        if (!OPEN.remove(this)) {
            return;
        }
        processes.forEach(Process::destroy);
        try {
            for (Process process : processes) {
                if (!process.waitFor(3, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
                }
            }
            Shell.run(List.of("ip", "netns", "del", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
