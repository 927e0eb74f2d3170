package io.transom.lab;

import io.transom.wire.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** The real programs as command lines for processes of their own, on this test's Java and class path. */
public final class Programs {
    public static final String MANAGER = "io.transom.manager.ManagerProgram";
    public static final String INVITE = "io.transom.manager.InviteProgram";
    public static final String AGENT = "io.transom.agent.AgentProgram";
    public static final String CALL = "io.transom.caller.CallProgram";

    private Programs() {}

    /** {@code java -cp ... MAIN ARGS}, with the short start-up of a small program. */
    public static List<String> command(String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The code alone, as {@code transom invite} prints it. */
    public static String invite(String managerUrl, Path data, String name, Role role) throws IOException {
        List<String> command = command(
                INVITE,
                "--manager",
                managerUrl,
                "--data",
                data.toString(),
                "--name",
                name,
                "--role",
                role.name().toLowerCase(Locale.ROOT));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String code = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("transom invite ended with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return code.strip();
    }

    /** A sentence of speech that Transom brings along ({@code visitor} or {@code resident}), as a file in {@code folder}. */
    public static Path speech(String who, Path folder) throws IOException {
        Path file = folder.resolve(who + ".wav");
        try (InputStream wav = Objects.requireNonNull(
                Programs.class.getResourceAsStream("/io/transom/media/speech/" + who + ".wav"))) {
            Files.copy(wav, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /** Waits until {@code file} has a line that begins with {@code text}. */
    public static void awaitLine(Path file, String text, Duration patience) throws IOException {
        await(
                "a line '" + text + "' in " + file.getFileName(),
                patience,
                () -> {
                    try {
                        return Files.exists(file)
                                && Files.readAllLines(file).stream().anyMatch(line -> line.startsWith(text));
                    } catch (IOException e) {
                        return false;
                    }
                },
                () -> Files.exists(file) ? Files.readString(file) : "(no file)");
    }

    /** What to add to the message of a wait that was in vain. */
    public interface Explanation {
        String get() throws IOException;
    }

    /** Waits for something that another process does; there is nothing to be told by, so it looks every 20 ms. */
    public static void await(String what, Duration patience, BooleanSupplier happened, Explanation explanation)
            throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError(what + " did not come within " + patience + "\n" + explanation.get());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(20).toNanos());
        }
    }
}
