package io.transom.manager;

import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.trust.InviteCode;
import io.transom.manager.store.DataDirectory;
import io.transom.manager.store.Names;
import io.transom.manager.store.SqliteRoster;
import io.transom.node.config.Configuration;
import io.transom.node.config.WrongValue;
import io.transom.node.control.ManagerUrl;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code transom invite}: makes a one-time code. */
@Command(
        name = "transom invite",
        description = {
            "Makes a one-time code with which an intercom or a caller joins, and prints the code alone.",
            "",
            "Run it on the manager's machine, as the user who may read its data. The manager may be running or not.",
            "",
            "With --remove it takes an endpoint out instead: this manager doesn't let it in any more, cuts its connection",
            "and tells it nothing. What it may in its household is taken away by 'transom revoke'."
        },
        footer = {
            "",
            "The code is a secret until it is used: who has it first joins. Give it to transom agent or transom call",
            "with --invite. Inviting a name that has joined already replaces that endpoint when the code is used.",
            "",
            "Examples:",
            "  transom invite --manager ws://manager.example/mqtt --data /var/lib/transom --name hall --role device",
            "  transom invite --data /var/lib/transom --remove phone"
        })
public final class InviteProgram implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    @Option(
            names = "--manager",
            paramLabel = "URL",
            description = "The manager's address as the endpoint will reach it: ws://HOST:P/mqtt, or https://HOST.")
    @Nullable
    String manager;

    @Option(names = "--data", paramLabel = "DIR", description = "The manager's data directory.")
    @Nullable
    Path data;

    @Option(names = "--name", paramLabel = "NAME", description = "What the endpoint is called in its household.")
    @Nullable
    String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "device (an intercom) or caller (a person's app).")
    @Nullable
    Role role;

    @Option(
            names = "--household",
            paramLabel = "NAME",
            defaultValue = "home",
            description = "Whose intercom or app it is; only one household's may call each other."
                    + " Default: ${DEFAULT-VALUE}.")
    String household = "home";

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "How long the code may be used, such as 30m or 24h. Default: ${DEFAULT-VALUE}.")
    Duration valid = Duration.ofHours(24);

    @Option(
            names = "--remove",
            paramLabel = "NAME",
            description = "Take the endpoint of that name out, and void its open invites, instead of inviting.")
    @Nullable
    String remove;

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file.")
    @Nullable
    Path config;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    public static void main(String... args) {
        System.exit(Configuration.run(new InviteProgram(), args));
    }

    @Override
    public Integer call() throws IOException {
        return remove == null ? invite() : remove(remove);
    }

    private int remove(String gone) throws IOException {
        if (name != null || role != null) {
            throw WrongValue.of("remove", gone, "It invites nobody: leave out --name and --role.");
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return new Removal(directory(), checkedName("household", household)).remove(gone, out, err);
    }

    private int invite() throws IOException {
        checkManager(needed(
                "manager", manager, "Give the address that the endpoint will use: --manager ws://HOST:80/mqtt."));
        Path directory = directory();
        String called = checkedName("name", needed("name", name, "Give the endpoint a name: --name hall."));
        Role what = needed("role", role, "Say what joins: --role device or --role caller.");
        if (valid.compareTo(SHORTEST) < 0 || valid.compareTo(LONGEST) > 0) {
            throw WrongValue.of("valid", valid.toString(), "Give a time from 1m to 720h.");
        }
        InviteCode code =
                invite(directory, called, what, checkedName("household", household), valid, new SystemEntropy());
        new PrintWriter(System.out, true, StandardCharsets.UTF_8).println(code.text());
        return 0;
    }

    private Path directory() {
        Path directory = needed("data", data, "Name the manager's data directory: --data DIR.");
        if (DataDirectory.isNone(directory)) {
            // A new manager must not come about by a mistyped name: its invites would be good for nobody.
            throw WrongValue.of(
                    "data",
                    directory.toString(),
                    "There is no manager's data in " + directory
                            + " (no manager.key): start the manager once with --data " + directory
                            + ", or correct it.");
        }
        return directory;
    }

    /** Makes an invite in the manager's data at {@code directory}; for programs that embed a manager. */
    public static InviteCode invite(
            Path directory, String name, Role role, String household, Duration valid, Entropy entropy)
            throws IOException {
        DataDirectory data = DataDirectory.open(directory);
        EndpointId manager = data.identity(entropy).id();
        Bytes secret = entropy.bytes(16);
        Instant now = Instant.now();
        try (SqliteRoster roster = SqliteRoster.open(data.database())) {
            if (!roster.invite(new Invite(sha256(secret), name, role, household, now.plus(valid)), now)) {
                throw new IOException("the household " + household + " is full: it has "
                        + SqliteRoster.MOST_NAMES + " names or open invites. Give a name that is there to another"
                        + " endpoint, or wait until an invite has expired.");
            }
        } catch (SQLException | IllegalStateException e) {
            throw new IOException(data.database() + " can't be written: " + e.getMessage(), e);
        }
        return new InviteCode(secret, manager);
    }

    private static Bytes sha256(Bytes secret) {
        try {
            return Bytes.owning(MessageDigest.getInstance("SHA-256").digest(secret.shared()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The code doesn't hold the address, but a wrong one here is a wrong one at the endpoint a minute later. */
    private static void checkManager(String url) {
        try {
            ManagerUrl.parse(url);
        } catch (WrongValue e) {
            throw WrongValue.of("manager", url, e.remedy());
        }
    }

    private static <T> T needed(String key, @Nullable T value, String remedy) {
        if (value == null) {
            throw WrongValue.missing(key, remedy);
        }
        return value;
    }

    private static String checkedName(String key, String text) {
        Names.complaint(text).ifPresent(remedy -> {
            throw WrongValue.of(key, text, remedy);
        });
        return text;
    }
}
