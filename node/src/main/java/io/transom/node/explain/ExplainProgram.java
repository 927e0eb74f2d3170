package io.transom.node.explain;

import io.transom.node.config.Configuration;
import io.transom.node.config.WrongValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom explain}: what was tried in a call, what came back, and why this path won. */
@Command(
        name = "transom explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Tells what was tried in a call, what came back and why one way won.",
            "Every agent and caller records its last calls in its data directory; files written with --events do as well.",
            "Given both ends' directories or files, it shows both on one clock.",
            "",
            "Exit code: 0 when a call was explained, 1 when there is none to explain, 2 on wrong use.",
            "",
            "Examples:",
            "  transom explain --data ~/.transom                    the last call",
            "  transom explain 4f2k... --data ~/.transom --picture call.svg",
            "  transom explain --events door.jsonl --events anna.jsonl",
            ""
        })
public final class ExplainProgram implements Callable<Integer> {
    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "CALL",
            description = "The call's id, or its beginning. Default: the last call.")
    @Nullable
    private String call;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of an agent or a caller; may be repeated.")
    private List<Path> data = new ArrayList<>();

    @Option(names = "--events", paramLabel = "FILE", description = "A file written with --events; may be repeated.")
    private List<Path> events = new ArrayList<>();

    @Option(names = "--picture", paramLabel = "FILE.svg", description = "Draw it into this file as well.")
    @Nullable
    private Path picture;

    public static void main(String[] args) {
        System.exit(Configuration.run(new ExplainProgram(), args));
    }

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("picocli fills it in");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        FlightLog log = FlightLog.read(files());
        String wanted = call == null ? "" : call;
        List<String> found =
                log.calls().stream().filter(id -> id.startsWith(wanted)).toList();
        if (found.isEmpty()) {
            err.println(
                    wanted.isEmpty()
                            ? "transom: no call is recorded there yet; make one, then ask again"
                            : "transom: no call " + wanted + " is recorded there; recorded are the last "
                                    + log.calls().size() + ": " + String.join(" ", log.calls()));
            return 1;
        }
        Explanation explained = Explanation.of(found.getLast(), log.of(found.getLast()));
        ExplanationText.of(explained).forEach(out::println);
        if (log.unread() > 0) {
            String lines = log.unread() == 1 ? " line" : " lines";
            out.println("(" + log.unread() + lines + " could not be read: cut off, or not written by transom)");
        }
        if (picture != null) {
            Files.writeString(picture, ExplanationPicture.of(explained));
            out.println("drawn in " + picture);
        }
        return 0;
    }

    private Map<String, List<Path>> files() {
        Map<String, List<Path>> files = new LinkedHashMap<>();
        for (Path directory : data) {
            List<Path> recorded = List.of(FlightRecorder.OLDER, FlightRecorder.FILE).stream()
                    .map(directory::resolve)
                    .filter(Files::exists)
                    .toList();
            if (recorded.isEmpty() && !Files.isDirectory(directory)) {
                throw WrongValue.of(
                        "data",
                        directory.toString(),
                        "There is no such directory; give the one the program was started with.");
            }
            files.put(name(directory), recorded);
        }
        for (Path file : events) {
            if (!Files.isReadable(file)) {
                throw WrongValue.of("events", file.toString(), "There is no such file to read.");
            }
            files.put(name(file), List.of(file));
        }
        if (files.isEmpty()) {
            throw WrongValue.missing("data or --events", "Say where the call was recorded.");
        }
        return files;
    }

    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString().replaceFirst("\\.jsonl?$", "");
    }
}
