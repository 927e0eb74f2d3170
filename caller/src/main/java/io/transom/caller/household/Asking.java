package io.transom.caller.household;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Secrets are typed in without an echo, or come from standard input: never from the command line, which all can see. */
final class Asking {
    @Nullable
    private BufferedReader input;

    String secret(String prompt) throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            return new String(console.readPassword("%s", prompt));
        }
        return line(prompt);
    }

    String line(String prompt) throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            return given(console.readLine("%s", prompt), prompt);
        }
        if (input == null) {
            input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        return given(input.readLine(), prompt);
    }

    private static String given(@Nullable String line, String prompt) throws IOException {
        return Optional.ofNullable(line)
                .orElseThrow(() -> new IOException("standard input ended before " + prompt.strip()));
    }
}
