package io.transom.caller.household;

import io.transom.caller.CallerApp;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointOptions;
import io.transom.node.running.Desk;
import io.transom.node.running.Request;
import io.transom.node.running.RunningProgram;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Has an endpoint do what a command is for: the program that runs with that directory, or else an app of our own. */
final class ByApp {
    private ByApp() {}

    /**
     * The command's exit code.
     *
     * @param out takes what is answered
     * @param farewell how long our own app stays online afterwards, so that the others hear of it
     */
    static int ask(EndpointOptions endpoint, Request request, Consumer<String> out, PrintWriter err, Duration farewell)
            throws IOException, InterruptedException {
        Consumer<String> advice = line -> {
            err.println(line);
            err.flush();
        };
        OptionalInt answered = RunningProgram.ask(RunningProgram.endpoint(endpoint.data()), request, out, advice);
        if (answered.isPresent()) {
            return answered.getAsInt();
        }
        try (WavSoundCard silence = WavSoundCard.ofOptions(Optional.empty(), Optional.empty(), Pace.system());
                EventFile events = endpoint.openEvents();
                CallerApp app = CallerApp.start(endpoint.settings(events), silence)) {
            int exit = app.desk().answer(request, new Printing(out, advice, new CompletableFuture<>()));
            if (exit == 0) {
                Thread.sleep(farewell);
            }
            return exit;
        }
    }

    /** Who goes away takes our own app along: {@code gone} never completes. */
    private record Printing(Consumer<String> told, Consumer<String> advice, CompletableFuture<Void> gone)
            implements Desk.Asker {
        @Override
        public void out(String line) {
            told.accept(line);
        }

        @Override
        public void err(String line) {
            advice.accept(line);
        }
    }
}
