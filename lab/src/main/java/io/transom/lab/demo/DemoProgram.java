package io.transom.lab.demo;

import io.transom.lab.demo.Demo.Outcome;
import io.transom.media.opus.OpusCodec;
import io.transom.media.opus.OpusCodecs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code transom demo}: shows one call and judges it. */
@Command(
        name = "transom demo",
        mixinStandardHelpOptions = true,
        description = {
            "One real call with speech between two simulated homes, on this machine.",
            "",
            "A manager with its embedded broker, an intercom behind one home router and a caller behind another are",
            "started, and paired by a code and a press; a visitor presses the button, the caller answers, both speak.",
            "Every datagram passes the routers.",
            "What was heard is compared with what was said; recordings and a page with the timeline are left behind.",
            "",
            "Exit code: 0 if each side heard the other over a direct path, 1 if not."
        })
public final class DemoProgram implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where recordings and the page are left. Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("target", "demo");

    @Option(
            names = "--http-port",
            paramLabel = "P",
            description = "The manager's port; 0 = any. Default: ${DEFAULT-VALUE}.")
    private int httpPort;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "Spoil it on purpose: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Demo.Fault fault = Demo.Fault.NONE;

    @Option(names = "--stay", description = "Stay up after the call, so that a second terminal can place calls.")
    private boolean stay;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DemoProgram())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        empty(folder);
        say("One call between two homes. The manager is at 127.0.0.1, the door's home router at 127.101.0.1,");
        say("the caller's at 127.102.0.1; neither side can be reached but through its router.");
        try (OpusCodec codec = OpusCodecs.open()) {
            say("Sound: 48 kHz mono, 20 ms frames, " + codec.library() + ", SRTP with AES-GCM.");
        }
        say("");
        try (Demo demo = Demo.start(new Demo.Options(folder, httpPort, Optional.empty(), fault, this::say))) {
            Outcome outcome = demo.call();
            say("");
            say("Path: " + outcome.path());
            outcome.heard().forEach(side -> say(side.words()));
            say((outcome.good() ? "Good: " : "FAILED: ") + outcome.verdict() + ".");
            say("Recordings: " + folder.resolve("heard-by-the-caller.wav") + " and "
                    + folder.resolve("heard-at-the-door.wav"));
            say("Look at it: " + outcome.page().toAbsolutePath().toUri());
            if (stay) {
                stay(demo);
            }
            return outcome.good() ? 0 : 1;
        }
    }

    private void stay(Demo demo) throws Exception {
        say("");
        say("Staying up until Ctrl-C. In a second terminal:");
        say(String.format(
                Locale.ROOT, "  ./transom join --data %s      which asks for the code:", folder.resolve("second")));
        say("      " + demo.inviteCaller("second").text());
        say(String.format(
                Locale.ROOT,
                "  ./transom call door --manager %s --data %s --mic %s --speaker %s --for 7s",
                demo.managerUrl(),
                folder.resolve("second"),
                folder.resolve("said-resident.wav"),
                folder.resolve("heard-by-the-second.wav")));
        demo.receiveCallers();
        new CountDownLatch(1).await();
    }

    /** What an earlier demo left; only what a demo writes is ever there. */
    private static void empty(Path folder) throws java.io.IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.exists(folder.resolve("manager"))) {
            throw new java.io.IOException(folder + " is not empty and no demo's folder: name another with --folder");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void say(String line) {
        if (spec == null) {
            throw new IllegalStateException("the command line was not read");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
