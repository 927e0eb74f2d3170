package io.transom.manager;

import io.transom.manager.status.StatusReport;
import io.transom.manager.status.StatusTable;
import io.transom.manager.store.DataDirectory;
import io.transom.node.config.Configuration;
import io.transom.node.config.WrongValue;
import io.transom.node.running.Request;
import io.transom.node.running.RunningProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code transom status}: who is registered, seen from where, behind what kind of firewall. */
@Command(
        name = "transom status",
        description = {
            "Shows who has joined and who is there: seen from which address, behind what kind of firewall, since when.",
            "",
            "Run it on the manager's machine, as the user who may read its data, while the manager runs.",
            "",
            "With the directory of an intercom or an app that is running: whether it is connected, and to which household",
            "it belongs."
        },
        footer = {
            "",
            "Exits 0 when the manager is well (or the endpoint connected), 1 when not or it doesn't run, 2 on wrong use."
        })
public final class StatusProgram implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The manager's data directory, or an intercom's or app's.")
    @Nullable
    Path data;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    boolean json;

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file.")
    @Nullable
    Path config;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    public static void main(String... args) {
        System.exit(Configuration.run(new StatusProgram(), args));
    }

    @Override
    public Integer call() throws IOException {
        Path directory = data;
        if (directory == null) {
            throw WrongValue.missing(
                    "data", "Name the manager's data directory, or an intercom's or app's: --data DIR.");
        }
        if (!Files.isDirectory(directory)) {
            throw WrongValue.of("data", directory.toString(), "There is no such directory; name the manager's.");
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Path endpoint = RunningProgram.endpoint(directory);
        boolean manager = !DataDirectory.isNone(directory) || !Files.exists(endpoint);
        Path socket = manager ? DataDirectory.open(directory).socket() : endpoint;
        Consumer<String> show =
                document -> out.println(manager && !json ? StatusTable.of(StatusReport.parse(document)) : document);
        Request request = Request.of("status", "json", Boolean.toString(json));
        return RunningProgram.ask(socket, request, show, err::println)
                .orElseThrow(() -> new IOException(
                        manager
                                ? "no manager answers at " + socket + "; start it with transom manager --data "
                                        + directory + "."
                                : "no intercom and no app runs with " + directory + "."));
    }
}
