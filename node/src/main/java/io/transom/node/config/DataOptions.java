package io.transom.node.config;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Of a command that looks at, or changes, what an intercom or an app has on its disk; a picocli mixin. */
public final class DataOptions {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data directory of the intercom or app.")
    @Nullable
    private Path data;

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file.")
    @Nullable
    private Path config;

    public Path directory() {
        return Needed.of(data, "data");
    }

    /** There is something else in that directory than what the command needs. */
    public WrongValue wrong(String remedy) {
        return WrongValue.of("data", directory().toString(), remedy);
    }

    /** Where the command prints. */
    public PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli fills in whose options these are");
        }
        return spec.commandLine().getOut();
    }
}
