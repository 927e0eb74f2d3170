package io.transom.caller.household;

import io.transom.core.household.Backup;
import io.transom.core.household.RootKey;
import io.transom.node.config.DataOptions;
import io.transom.node.keys.HouseholdFiles;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.SystemEntropy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code transom household backup}. */
@Command(
        name = "transom household backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Prints the household's key as four lines of five words, for paper. They are worth nothing without the",
            "passphrase, which is asked for, or read from the first line of standard input.",
            "",
            "With --take-out the key then leaves this directory, once the four lines were typed in again: the app still",
            "manages the household by its own record, and who steals it can be revoked. 'transom household restore'",
            "brings the key back for what only the owner may.",
            ""
        })
final class BackupProgram implements Callable<Integer> {
    @Mixin
    private final DataOptions at = new DataOptions();

    @Option(names = "--take-out", description = "Keep the key on the paper alone. The app must not run meanwhile.")
    private boolean takeOut;

    @Override
    public Integer call() throws Exception {
        // It only looks: the app may run meanwhile.
        RootKey root = new HouseholdFiles(at.directory())
                .rootKey()
                .orElseThrow(() -> at.wrong("The household's key isn't here; it is with the owner's app."));
        Asking asking = new Asking();
        String passphrase = asking.secret("Passphrase: ");
        if (passphrase.length() < Backup.SHORTEST_PASSPHRASE) {
            throw new IllegalArgumentException(
                    "a passphrase has at least " + Backup.SHORTEST_PASSPHRASE + " characters");
        }
        PrintWriter out = at.out();
        Backup.write(root, passphrase, new SystemEntropy()).forEach(out::println);
        out.flush();
        if (takeOut) {
            takeOut(root, passphrase, asking);
            out.println("The key is on your paper alone now. This app goes on managing the household.");
            out.flush();
        }
        return 0;
    }

    /** Only what was read back from the paper is sure to stand on it. */
    private void takeOut(RootKey root, String passphrase, Asking asking) throws IOException {
        boolean same = Backup.read(RestoreProgram.words(asking), passphrase) instanceof Backup.Restored.Root restored
                && restored.key().entropy().equals(root.entropy());
        if (!same) {
            throw new IllegalArgumentException("these aren't the words above: the key stays here");
        }
        try (KeyStore keys = KeyStore.open(at.directory(), new SystemEntropy())) {
            keys.forgetRootKey();
        }
    }
}
