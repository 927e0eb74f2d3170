package io.transom.caller.household;

import io.transom.core.household.RootKey;
import io.transom.node.config.WrongValue;
import io.transom.node.keys.KeyStore;
import io.transom.node.time.SystemEntropy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
    @Spec
    @Nullable
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The owner's app's data directory.")
    @Nullable
    private Path data;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the owner's app is called.")
    private String name = "";

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file.")
    @Nullable
    private Path config;

    @Override
    public Integer call() throws Exception {
        SystemEntropy entropy = new SystemEntropy();
        try (KeyStore keys = KeyStore.open(Needed.of(data, "data"), entropy)) {
            if (keys.household().isPresent()) {
                throw WrongValue.of(
                        "data",
                        String.valueOf(data),
                        "This app belongs to a household already. Give another directory.");
            }
            RootKey root = RootKey.generate(entropy);
            Owner.settle(keys, root, name);
            PrintWriter out = Needed.of(spec, "spec").commandLine().getOut();
            out.println("household " + root.household() + " of " + name);
            out.flush();
            return 0;
        }
    }
}
