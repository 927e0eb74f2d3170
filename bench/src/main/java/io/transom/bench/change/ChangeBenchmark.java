package io.transom.bench.change;

import io.transom.bench.Folders;
import io.transom.lab.change.Change;
import io.transom.lab.change.Changes;
import io.transom.lab.change.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** Every change, in turn, as often as is asked for; a line for each as soon as it is known. */
public final class ChangeBenchmark {
    private ChangeBenchmark() {}

    /** Each round is a call for each change; half a minute a call. */
    public static void run(int rounds, Consumer<String> say) throws Exception {
        say.accept(
                "longest time without a packet of sound, ms; in brackets just before the change; packets lost and doubled,"
                        + " at the caller + at the door; frames of the whole call that had to be made up for the ear");
        say.accept(
                "| change | outage, ms | beyond it, ms | at the caller | at the door | sent | lost | doubled | concealed | same call | not authentic |");
        say.accept("|---|---|---|---|---|---|---|---|---|---|---|");
        Path folder = Files.createTempDirectory("transom-bench");
        try (Changes changes = Changes.open(folder)) {
            for (int round = 0; round < rounds; round++) {
                for (Change change : Change.values()) {
                    say.accept(row(changes.measure(change)));
                }
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static String row(Figures figures) {
        Figures.Ear caller = figures.atCaller();
        Figures.Ear door = figures.atDoor();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %s | %s | %d + %d | %d + %d | %d + %d | %d + %d | %s | %d |",
                figures.change().words(),
                figures.outage().toMillis(),
                figures.beyondMillis(),
                gap(caller),
                gap(door),
                caller.sent(),
                door.sent(),
                caller.lost(),
                door.lost(),
                caller.doubled(),
                door.doubled(),
                caller.concealed(),
                door.concealed(),
                figures.sameCall() ? "yes" : "NO",
                figures.notAuthentic());
    }

    private static String gap(Figures.Ear ear) {
        return String.format(Locale.ROOT, "%.0f (%.0f)", ear.gapMillis(), ear.usualMillis());
    }
}
