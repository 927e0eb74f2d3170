package io.transom.caller.household;

import io.transom.core.household.Backup;
import io.transom.core.household.RootKey;
import io.transom.node.config.DataOptions;
import io.transom.node.keys.HouseholdFiles;
import io.transom.node.time.SystemEntropy;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code transom household backup}. */
@Command(
        name = "transom household backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Prints the household's key as four lines of five words, for paper. They are worth nothing without the",
            "passphrase, which is asked for, or read from the first line of standard input.",
            ""
        })
final class BackupProgram implements Callable<Integer> {
    @Mixin
    private final DataOptions at = new DataOptions();

    @Override
    public Integer call() throws Exception {
        // It only looks: the app may run meanwhile.
        RootKey root = new HouseholdFiles(at.directory())
                .rootKey()
                .orElseThrow(() -> at.wrong("The household's key isn't here; it is with the owner's app."));
        String passphrase = new Asking().secret("Passphrase: ");
        if (passphrase.length() < Backup.SHORTEST_PASSPHRASE) {
            throw new IllegalArgumentException(
                    "a passphrase has at least " + Backup.SHORTEST_PASSPHRASE + " characters");
        }
        PrintWriter out = at.out();
        Backup.write(root, passphrase, new SystemEntropy()).forEach(out::println);
        out.flush();
        return 0;
    }
}
