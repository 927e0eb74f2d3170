package io.transom.caller.household;

import io.transom.core.household.Backup;
import io.transom.node.config.DataOptions;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.SystemEntropy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code transom household restore}. */
@Command(
        name = "transom household restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Brings the household's key back from its four lines of words and their passphrase; this app becomes the",
            "owner's. Who else is a member it hears from the others, once it is online.",
            "",
            "The words are asked for, or read from standard input: four lines, then the passphrase.",
            ""
        })
final class RestoreProgram implements Callable<Integer> {
    @Mixin
    private final DataOptions at = new DataOptions();

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What this app is called.")
    private String name = "";

    static String words(Asking asking) throws IOException {
        StringBuilder words = new StringBuilder();
        for (int line = 1; line <= 4; line++) {
            words.append(asking.line("Line " + line + ": ")).append('\n');
        }
        return words.toString();
    }

    @Override
    public Integer call() throws Exception {
        Asking asking = new Asking();
        return switch (Backup.read(words(asking), asking.secret("Passphrase: "))) {
            case Backup.Restored.Wrong wrong -> throw new IllegalArgumentException(wrong.reason());
            case Backup.Restored.Root restored -> {
                try (KeyStore keys = KeyStore.open(at.directory(), new SystemEntropy())) {
                    Owner.settle(keys, restored.key(), name);
                }
                PrintWriter out = at.out();
                out.println("household " + restored.key().household() + " of " + name);
                out.flush();
                yield 0;
            }
        };
    }
}
