package io.transom.agent.guest;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Linux with a GPIO chip and a sound card that runs one script and is gone. */
final class Guest {
    /** A run takes 3 to 60 seconds, several times that on a busy machine; a guest that hangs is a failure. */
    private static final int MOST_SECONDS = 400;

    record Outcome(int status, List<String> lines) {
        /** The words behind {@code first} of each line that begins with it. */
        List<String> all(String first) {
            return lines.stream()
                    .filter(line -> line.startsWith(first + " "))
                    .map(line -> line.substring(first.length() + 1))
                    .toList();
        }

        String one(String first) {
            List<String> all = all(first);
            if (all.size() != 1) {
                throw new AssertionError("one line \"" + first + "\" expected in:\n" + this);
            }
            return all.getFirst();
        }

        @Override
        public String toString() {
            return "status " + status + "\n" + String.join("\n", lines);
        }
    }

    private final Path pi;
    private final Path folder;

    private Guest(Path pi, Path folder) {
        this.pi = pi;
        this.folder = folder;
    }

    /** A guest that sees this test's class path under /project; the test is skipped loudly where there can be none. */
    static Guest orSkip() throws IOException {
        Path root = Path.of(System.getProperty("transom.root", ".."))
                .toAbsolutePath()
                .normalize();
        Path pi = Optional.ofNullable(System.getenv("TRANSOM_PI"))
                .map(Path::of)
                .orElse(root.resolveSibling("shared").resolve("hardware").resolve("pi"));
        if (!Files.isExecutable(pi)) {
            skip("there is no guest at " + pi + "; set TRANSOM_PI to the program \"pi\"");
        }
        if (!Files.exists(Path.of("/proc/self")) || !"root".equals(System.getProperty("user.name"))) {
            skip("the guest needs root on Linux");
        }
        Path folder = root.resolve("device-agent/target/guest");
        copyClassPath(folder.resolve("lib"));
        return new Guest(pi, folder);
    }

    private static void skip(String reason) {
        String line = "SKIPPED: real GPIO and real ALSA were not tested: " + reason;
        System.err.println("\n" + "!".repeat(line.length()) + "\n" + line + "\n" + "!".repeat(line.length()) + "\n");
        abort(line);
    }

    /** Makes a folder of the project visible under /project, with its own name. */
    void lend(Path ofProject) throws IOException {
        Path root = folder.getParent().getParent().getParent();
        copyTree(root.resolve(ofProject), folder.resolve(ofProject.getFileName()));
    }

    /** Puts a file under /project. */
    void give(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
    }

    /** A file under /project, as the script has left it. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Boots, runs a script of {@code src/test/pi} as root, powers off. */
    Outcome run(String script, String... arguments) throws IOException, InterruptedException {
        return boot("run", script, arguments);
    }

    /**
     * The same, up to three times until {@code asExpected}: the guest's one virtual CPU does real-time sound beside
     * whatever else this machine does. What is really broken is broken three times.
     */
    Outcome runInPeace(String script, Expectation asExpected) throws Exception {
        Outcome outcome = run(script);
        for (int again = 2; again <= 3 && !asExpected.met(outcome); again++) {
            System.err.println("The guest did not keep time or failed in " + script + "; run " + again + " of 3");
            outcome = run(script);
        }
        return outcome;
    }

    /** Whether a run came out as it does on a machine that keeps time. */
    interface Expectation {
        boolean met(Outcome outcome) throws Exception;
    }

    /** The same under a real systemd. */
    Outcome systemd(String script) throws IOException, InterruptedException {
        return boot("systemd", script);
    }

    /** The guest's kernel is a process that was seen to abort (SIGABRT) while it powers off: the status is lost then. */
    private static final int ABORTED = 128 + 6;

    private Outcome boot(String mode, String script, String... arguments) throws IOException, InterruptedException {
        Outcome outcome = bootOnce(mode, script, arguments);
        for (int again = 2; again <= 3 && outcome.status() == ABORTED; again++) {
            System.err.println("The guest's kernel aborted in " + script + "; run " + again + " of 3");
            outcome = bootOnce(mode, script, arguments);
        }
        return outcome;
    }

    private Outcome bootOnce(String mode, String script, String... arguments) throws IOException, InterruptedException {
        Path source = folder.getParent().getParent().resolve("src/test/pi").resolve(script);
        Path copy = folder.resolve(script);
        Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
        Path output = folder.resolve(script + ".log");
        List<String> command = new ArrayList<>(List.of(pi.toString(), mode, copy.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the guest hung; it had said:\n" + Files.readString(output));
        }
        List<String> lines =
                Files.readString(output, StandardCharsets.ISO_8859_1).lines().toList();
        return new Outcome(process.exitValue(), lines);
    }

    /** Only the folder that one stands in can be seen in the guest, so the class path moves there. */
    private static void copyClassPath(Path lib) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Files.createDirectories(lib);
        int number = 0;
        for (String entry : classPath.split(java.io.File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.isDirectory(from)) {
                copyTree(from, lib.resolve("classes" + number++));
            } else if (entry.endsWith(".jar")) {
                copyIfNew(from, lib.resolve(from.getFileName()));
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file));
                    Files.createDirectories(target.getParent());
                    copyIfNew(file, target);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void copyIfNew(Path from, Path to) throws IOException {
        if (!Files.exists(to) || !Files.getLastModifiedTime(to).equals(Files.getLastModifiedTime(from))) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
