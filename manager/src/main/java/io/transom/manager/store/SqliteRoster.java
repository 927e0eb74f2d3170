package io.transom.manager.store;

import io.transom.core.manager.Switchboard;
import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Member;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The roster in one SQLite file. Safe for threads (one at a time) and for other processes beside it. A disk that fails
 * is an {@link IllegalStateException}: nobody is admitted on what couldn't be read.
 */
public final class SqliteRoster implements Switchboard.Roster, AutoCloseable {
    private static final String[] SCHEMA = {"""
        CREATE TABLE IF NOT EXISTS member (
          id TEXT PRIMARY KEY, household TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
          identity BLOB NOT NULL, joined_at INTEGER NOT NULL, UNIQUE (household, name)) STRICT""", """
        CREATE TABLE IF NOT EXISTS invite (
          secret_hash BLOB PRIMARY KEY, household TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
          expires_at INTEGER NOT NULL, spent INTEGER NOT NULL DEFAULT 0) STRICT"""};
    private static final String MEMBER = "SELECT identity, name, role, household FROM member ";
    /** Another of our programs writes one row at most; longer than this means a broken disk. */
    private static final int BUSY_MILLIS = 5_000;
    /** So that who types an old code is told that it is spent or too late, not that it is unknown. */
    private static final Duration REMEMBERED = Duration.ofDays(30);
    /** Names of one household, of members and of those who are invited: as many as an endpoint remembers. */
    public static final int MOST_NAMES = 2 * ControlSignal.MOST_PEERS;
    /** Invites of one household that nobody has used yet: one for each name. */
    static final int MOST_OPEN_INVITES = MOST_NAMES;

    private final Connection connection;

    private SqliteRoster(Connection connection) {
        this.connection = connection;
    }

    /** Opens or makes the database. */
    public static SqliteRoster open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        ownerOnly(file);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            for (String table : SCHEMA) {
                statement.execute(table);
            }
            return new SqliteRoster(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** SQLite gives its side files the mode of the database. */
    private static void ownerOnly(Path file) throws SQLException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // As it was left.
        } catch (IOException e) {
            throw new SQLException("can't make " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Member> member(EndpointId id) {
        return members(MEMBER + "WHERE id = ?", id.text()).stream().findFirst();
    }

    @Override
    public Optional<Member> memberNamed(String household, String name) {
        return members(MEMBER + "WHERE household = ? AND name = ?", household, name).stream()
                .findFirst();
    }

    @Override
    public List<Member> household(String household) {
        return members(MEMBER + "WHERE household = ? ORDER BY name", household);
    }

    /** Everybody, by household and name. */
    public List<Member> everybody() {
        return members(MEMBER + "ORDER BY household, name");
    }

    @Override
    public Optional<Invite> redeem(Bytes secretHash, Instant wallClock) {
        return run(
                "UPDATE invite SET spent = 1 WHERE secret_hash = ? AND expires_at > ? AND spent = 0"
                        + " RETURNING name, role, household, expires_at",
                statement -> {
                    statement.setBytes(1, secretHash.toArray());
                    statement.setLong(2, wallClock.toEpochMilli());
                    // The statement must be read to its end, or the change isn't committed.
                    Optional<Invite> invite = Optional.empty();
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            invite = Optional.of(new Invite(
                                    secretHash,
                                    row.getString(1),
                                    Role.valueOf(row.getString(2)),
                                    row.getString(3),
                                    Instant.ofEpochMilli(row.getLong(4))));
                        }
                    }
                    return invite;
                });
    }

    @Override
    public NotRedeemed whyNotRedeemed(Bytes secretHash, Instant wallClock) {
        return run("SELECT spent, expires_at FROM invite WHERE secret_hash = ?", statement -> {
            statement.setBytes(1, secretHash.toArray());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return NotRedeemed.UNKNOWN;
                }
                return row.getInt(1) != 0 ? NotRedeemed.SPENT : NotRedeemed.EXPIRED;
            }
        });
    }

    /** Adds an invite, those that are long over are swept out; false where the household is full. */
    public synchronized boolean invite(Invite invite, Instant wallClock) {
        boolean room = count(
                                "SELECT count(*) FROM (SELECT name FROM member WHERE household = ?1 UNION SELECT name FROM"
                                        + " invite WHERE household = ?1 AND spent = 0 AND expires_at > ?3)"
                                        + " WHERE name <> ?2",
                                invite,
                                wallClock)
                        < MOST_NAMES
                && count(
                                "SELECT count(*) FROM invite WHERE household = ?1 AND spent = 0 AND expires_at > ?3"
                                        + " AND ?2 IS NOT NULL",
                                invite,
                                wallClock)
                        < MOST_OPEN_INVITES;
        if (room) {
            add(invite, wallClock);
        }
        return room;
    }

    /** {@code query} counts rows; its parameters are the invite's household and name, and the time in milliseconds. */
    private int count(String query, Invite invite, Instant wallClock) {
        return run(query, statement -> {
            statement.setString(1, invite.household());
            statement.setString(2, invite.name());
            statement.setLong(3, wallClock.toEpochMilli());
            try (ResultSet row = statement.executeQuery()) {
                return row.getInt(1);
            }
        });
    }

    private void add(Invite invite, Instant wallClock) {
        run("DELETE FROM invite WHERE expires_at <= ?", statement -> {
            statement.setLong(1, wallClock.minus(REMEMBERED).toEpochMilli());
            return statement.executeUpdate();
        });
        run("INSERT INTO invite (secret_hash, household, name, role, expires_at) VALUES (?, ?, ?, ?, ?)", statement -> {
            statement.setBytes(1, invite.secretHash().toArray());
            statement.setString(2, invite.household());
            statement.setString(3, invite.name());
            statement.setString(4, invite.role().name());
            statement.setLong(5, invite.expires().toEpochMilli());
            return statement.executeUpdate();
        });
    }

    /** One statement, so that a crash leaves either the old member or the new one. */
    @Override
    public void admit(Member member) {
        run(
                "INSERT OR REPLACE INTO member (id, household, name, role, identity, joined_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                statement -> {
                    statement.setString(1, member.identity().id().text());
                    statement.setString(2, member.household());
                    statement.setString(3, member.name());
                    statement.setString(4, member.role().name());
                    statement.setBytes(5, member.identity().encode().toArray());
                    statement.setLong(6, System.currentTimeMillis());
                    return statement.executeUpdate();
                });
    }

    /** What {@link #remove} has taken out. */
    public record Removed(boolean member, int invites) {}

    /** Takes out whoever has that name, and the invites for it that nobody has used yet. */
    public Removed remove(String household, String name) {
        // The invites first: after a crash between the two the name is still there to be taken out.
        int invites = delete("DELETE FROM invite WHERE household = ? AND name = ? AND spent = 0", household, name);
        return new Removed(delete("DELETE FROM member WHERE household = ? AND name = ?", household, name) > 0, invites);
    }

    private int delete(String sql, String household, String name) {
        return run(sql, statement -> {
            statement.setString(1, household);
            statement.setString(2, name);
            return statement.executeUpdate();
        });
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the database didn't close", e);
        }
    }

    private List<Member> members(String query, String... parameters) {
        return run(query, statement -> {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<Member> members = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    members.add(new Member(
                            PublicIdentity.decode(Bytes.of(row.getBytes(1))),
                            row.getString(2),
                            Role.valueOf(row.getString(3)),
                            row.getString(4)));
                }
            }
            return members;
        });
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private synchronized <T> T run(String sql, Work<T> work) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("the database can't be used: " + e.getMessage(), e);
        }
    }
}
