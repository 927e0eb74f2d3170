package io.transom.manager;

import io.transom.manager.store.DataDirectory;
import io.transom.manager.store.SqliteRoster;
import io.transom.manager.store.SqliteRoster.Removed;
import io.transom.node.running.Request;
import io.transom.node.running.RunningProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.OptionalInt;

/** Takes an endpoint out of a manager: out of its store, and where the manager runs, off its line. */
final class Removal {
    /** What a running manager is told, once the store has been changed; it looks there itself. */
    static final String TAKEN_OUT = "taken-out";

    static final String HOUSEHOLD = "household";

    private final Path directory;
    private final String household;

    Removal(Path directory, String household) {
        this.directory = directory;
        this.household = household;
    }

    /** How the command ends: 0 where something was taken out, and a manager that runs has acted on it. */
    int remove(String name, PrintWriter out, PrintWriter err) throws IOException {
        DataDirectory data = DataDirectory.open(directory);
        Removed removed = outOfStore(data, name);
        // Also where nothing was found: the command may have been broken off between the two before.
        OptionalInt answered = RunningProgram.ask(
                data.socket(), Request.of(TAKEN_OUT, HOUSEHOLD, household), out::println, err::println);
        if (!removed.member() && removed.invites() == 0) {
            err.println("transom: there is no '" + name + "' in household " + household
                    + ", and no open invite for one; 'transom status' tells all names");
            return 1;
        }
        out.println((removed.member() ? name + " is taken out of this manager" : name + " had not joined")
                + (removed.invites() > 0 ? ", invites that are void: " + removed.invites() : "")
                + (answered.isPresent()
                        ? ""
                        : "; no manager was reached that runs with " + directory
                                + ": one that does cuts it off within a minute"));
        out.flush();
        return answered.orElse(0);
    }

    private Removed outOfStore(DataDirectory data, String name) throws IOException {
        try (SqliteRoster roster = SqliteRoster.open(data.database())) {
            return roster.remove(household, name);
        } catch (SQLException | IllegalStateException e) {
            throw new IOException(data.database() + " can't be written: " + e.getMessage(), e);
        }
    }
}
