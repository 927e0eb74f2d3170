package io.transom.caller.household;

import io.transom.core.household.RootKey;
import io.transom.node.config.DataOptions;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.SystemEntropy;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code transom household create}. */
@Command(
        name = "transom household create",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Makes a household: a key that says who belongs to it, in this app's data directory. Nothing is sent.",
            "Write it down with 'transom household backup' before you need it.",
            ""
        })
final class CreateProgram implements Callable<Integer> {
    @Mixin
    private final DataOptions at = new DataOptions();

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the owner's app is called.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        SystemEntropy entropy = new SystemEntropy();
        try (KeyStore keys = KeyStore.open(at.directory(), entropy)) {
            if (keys.household().isPresent()) {
                throw at.wrong("This app belongs to a household already. Give another directory.");
            }
            RootKey root = RootKey.generate(entropy);
            Owner.settle(keys, root, name);
            PrintWriter out = at.out();
            out.println("household " + root.household() + " of " + name);
            out.println("its key is in this app's directory: 'transom household backup' writes it as words, and with"
                    + " --take-out leaves it on the paper alone");
            out.flush();
            return 0;
        }
    }
}
