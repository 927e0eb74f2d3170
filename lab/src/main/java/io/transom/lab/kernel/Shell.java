package io.transom.lab.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands of the system and says what they said when they fail. */
public final class Shell {
    private static final int LONGEST_SECONDS = 20;

    private Shell() {}

    public static String run(List<String> command) throws IOException {
        return run(command, "");
    }

    public static String run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " took longer than " + LONGEST_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " said: " + output.strip());
        }
        return output;
    }

    /** True where {@code command} runs and succeeds. */
    public static boolean works(String... command) {
        try {
            run(List.of(command));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
