package io.transom.lab.household;

import io.transom.caller.household.HouseholdProgram;
import io.transom.lab.Programs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the household's commands, in a terminal of its own. */
public final class Terminal {
    public static final Pattern CODE = Pattern.compile("([a-z2-7]{5}-){3}[a-z2-7]{5}");
    /** What an intercom's owner is asked for. */
    public static final Pattern PRESS = Pattern.compile("press the intercom's button");

    public static final Pattern LINK = Pattern.compile("transom:join\\S+(?=\n)");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exit;

    /** Begins {@code transom household ...}. */
    public Terminal(String... args) {
        this.exit = CompletableFuture.supplyAsync(
                () -> HouseholdProgram.run(
                        List.of(args), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true)),
                command -> Thread.ofPlatform().daemon().start(command));
    }

    public int exit() throws Exception {
        return exit.get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until that is said. */
    public String await(Pattern text) throws Exception {
        Programs.await(
                text.pattern(), House.PATIENCE, () -> text.matcher(said()).find(), this::said);
        Matcher matcher = text.matcher(said());
        return matcher.find() ? matcher.group() : "";
    }

    public String said() {
        return out + "\n" + err;
    }
}
