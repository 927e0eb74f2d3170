package io.transom.node.audit;

import io.transom.node.config.Configuration;
import io.transom.node.config.DataOptions;
import io.transom.node.keys.KeyStore;
import io.transom.wire.PublicIdentity;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code transom audit}: what was let happen here, and whether that was tampered with. */
@Command(
        name = "transom audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Tells what an intercom or an app has let happen: each time that its microphone was open, for whom, by which",
            "right and how long; each door that it opened or refused to open; each change of the household. It may run",
            "meanwhile. Then it says whether anything was cut out or altered.",
            "",
            "Exit code: 0 when all holds, 1 when the log was cut or altered, 2 on wrong use.",
            "",
            "Example:",
            "  transom audit --data /var/lib/transom",
            ""
        })
public final class AuditProgram implements Callable<Integer> {
    @Mixin
    private final DataOptions at = new DataOptions();

    public static void main(String[] args) {
        System.exit(Configuration.run(new AuditProgram(), args));
    }

    @Override
    public Integer call() throws IOException {
        PublicIdentity whose = KeyStore.lookAt(at.directory())
                .orElseThrow(() -> at.wrong("No intercom and no app has its keys there; name its directory."));
        AuditReport report = AuditReport.ofOwn(at.directory(), whose);
        report.lines().forEach(at.out()::println);
        at.out().flush();
        return report.holds() ? 0 : 1;
    }
}
