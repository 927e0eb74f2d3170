package io.transom.caller;

import io.transom.node.config.Configuration;
import io.transom.node.config.WrongValue;
import io.transom.node.events.EventFile;
import io.transom.node.events.Timeline;
import io.transom.node.program.EndpointOptions;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code transom call}: one call, asked for or answered, then it ends. */
@Command(
        name = "transom call",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "Calls the intercom NAME, or with --wait-for-ring waits for a ring and answers it.",
            "Tells what happens as a timeline, with the milliseconds since the first event.",
            "During the call 'o' and Enter open the door.",
            "",
            "Exit code: 0 after a call in which sound was heard, 1 when it failed (the reason is said), 2 on wrong use.",
            "",
            "Examples:",
            "  transom call door --manager ws://intercom.example.org/mqtt --data ~/.transom \\",
            "      --mic hello.wav --speaker heard.wav --for 10s",
            "  transom call --wait-for-ring 30s ...",
            "",
            "Every option can also stand in a file (--config) as 'key = value', and in the environment as",
            "TRANSOM_KEY; flags are stronger than the file, the environment is stronger than both.",
            ""
        })
public final class CallProgram implements Callable<Integer> {
    /** The farewell of the core is sent by then, with the host's own patience on top. */
    private static final Duration ENDING = Duration.ofSeconds(3);

    /** The manager must be reached and the door be asked; the core gives up itself after 8 s. */
    private static final Duration SETTING_UP = Duration.ofSeconds(30);

    @Spec
    @Nullable
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The intercom to call.")
    @Nullable
    private String name;

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Option(
            names = "--mic",
            paramLabel = "FILE.wav",
            description = "What is said: the file begins when the way is open, once. Without it: silence.")
    @Nullable
    private Path mic;

    @Option(names = "--speaker", paramLabel = "FILE.wav", description = "Where to record what is heard.")
    @Nullable
    private Path speaker;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to talk before hanging up. Default: ${DEFAULT-VALUE}.")
    private Duration length = Duration.ofSeconds(10);

    @Option(
            names = "--wait-for-ring",
            paramLabel = "TIME",
            description = "Answer the first ring that comes within this time, instead of asking for a call.")
    @Nullable
    private Duration waitForRing;

    @Option(
            names = "--listen",
            paramLabel = "TIME",
            defaultValue = "0s",
            description =
                    "With --wait-for-ring: hear the visitor that long before answering, where the intercom allows it"
                            + " (its --preview). Default: answer at once.")
    private Duration listen = Duration.ZERO;

    @Option(
            names = "--mute",
            description = "Keep the microphone closed; it is open for the length of the call otherwise.")
    private boolean mute;

    @Option(
            names = "--lock",
            paramLabel = "NAME",
            defaultValue = "",
            description = {
                "The endpoint whose door 'o' and Enter open during the call, where that isn't the one that is called:",
                "one indoors, say, that drives the lock."
            })
    private String lock = "";

    public static void main(String[] args) {
        System.exit(Configuration.run(new CallProgram(), args));
    }

    @Override
    public Integer call() throws Exception {
        if (name == null && waitForRing == null) {
            throw WrongValue.missing("NAME", "Say which intercom to call, or give --wait-for-ring 30s to answer one.");
        }
        PrintWriter out = spec().commandLine().getOut();
        PrintWriter err = spec().commandLine().getErr();
        try (WavSoundCard card = soundCard();
                EventFile events = endpoint.openEvents()) {
            events.listen(new Timeline(line -> {
                out.println(line);
                out.flush();
            }));
            CallerApp.Ended ended = run(card, events);
            if (ended.soundWasHeard()) {
                return 0;
            }
            err.println("transom: " + ended.reason());
            err.flush();
            return 1;
        }
    }

    private CallerApp.Ended run(WavSoundCard card, EventFile events) throws Exception {
        CallerApp app = CallerApp.start(endpoint.settings(events), card);
        Thread hangUp = new Thread(app::close, "hang-up");
        Runtime.getRuntime().addShutdownHook(hangUp);
        try {
            app.talk(!mute);
            Keys.listen(System.in, key -> openDoor(app, key));
            Optional<CompletableFuture<CallerApp.Ended>> call = begin(app);
            if (call.isEmpty()) {
                return failed("nobody rang within " + seconds(waitForRing));
            }
            return untilEnded(app, call.get());
        } catch (ExecutionException e) {
            return failed(String.valueOf(e.getCause()));
        } finally {
            app.close();
            removeHook(hangUp);
        }
    }

    /** What comes of it stands in the timeline. */
    private void openDoor(CallerApp app, String key) {
        if (key.equals("o") || key.equals("open")) {
            app.open(lock).thenAccept(door -> say(door.words()));
        }
    }

    private void say(String line) {
        PrintWriter out = spec().commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private Optional<CompletableFuture<CallerApp.Ended>> begin(CallerApp app) throws InterruptedException {
        if (waitForRing == null) {
            return Optional.of(app.call(String.valueOf(name)));
        }
        long deadline = System.nanoTime() + waitForRing.toNanos();
        while (!app.gaveUp().isDone()) {
            // In short steps: a manager that refuses us must not cost the whole wait.
            CallerApp.Ring ring = app.rings().poll(100, TimeUnit.MILLISECONDS);
            if (ring != null && (name == null || name.equals(ring.from()))) {
                listenTo(app, ring);
                return Optional.of(app.answer(ring));
            }
            if (System.nanoTime() - deadline > 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new CompletableFuture<>());
    }

    private void listenTo(CallerApp app, CallerApp.Ring ring) throws InterruptedException {
        if (ring.preview() && listen.isPositive()) {
            app.listen(ring, true);
            Thread.sleep(listen.toMillis());
        }
    }

    private CallerApp.Ended untilEnded(CallerApp app, CompletableFuture<CallerApp.Ended> call) throws Exception {
        CompletableFuture<CallerApp.Ended> over = new CompletableFuture<>();
        call.thenAccept(over::complete);
        app.gaveUp().thenAccept(reason -> over.complete(failed(reason)));
        try {
            CompletableFuture.anyOf(app.talking(), over).get(SETTING_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String trouble = app.trouble();
            return failed("no call came about within " + seconds(SETTING_UP)
                    + (trouble.isEmpty() ? "" : ": the manager isn't there (" + trouble + ")"));
        }
        try {
            return over.get(length.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            app.hangUp();
        }
        try {
            return withSound(over.get(ENDING.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return failed("the call did not end");
        }
    }

    /** A call that we hung up ourselves failed only if nothing was heard; then that is the reason. */
    private static CallerApp.Ended withSound(CallerApp.Ended ended) {
        return ended.soundWasHeard()
                ? ended
                : new CallerApp.Ended(ended.call(), false, "the call went through, but no sound was heard");
    }

    private WavSoundCard soundCard() {
        return WavSoundCard.ofOptions(Optional.ofNullable(mic), Optional.ofNullable(speaker), Pace.system());
    }

    private static CallerApp.Ended failed(String reason) {
        return CallerApp.Ended.failed(reason);
    }

    private static String seconds(@Nullable Duration duration) {
        return duration == null ? "0 s" : duration.toMillis() / 1000.0 + " s";
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is being ended: the hook is what ends it.
            return;
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("the command line was not read");
        }
        return spec;
    }
}
