package io.transom.node.keys;

import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.wire.Bytes;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.SignedStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a directory knows of its household: {@code household} with the root's public key and every signed statement, one a
 * line; {@code household.time}, the newest time that was believed here, in seconds since 1970; and in the owner's {@code
 * household.root} with the key itself.
 */
public final class HouseholdFiles {
    private static final String STATEMENTS = "household";
    private static final String ROOT = "household.root";
    private static final String TIME = "household.time";
    private static final String MARK = "transom-household-1";
    private static final String ROOT_MARK = "transom-root-1";
    /** 576 statements of the root, and 128 of each of a few managers, as base64. */
    private static final long LARGEST_FILE = 2 * 1024 * 1024;

    private final Path directory;

    /** Nothing is read before it is asked for; whoever only looks needs no lock. */
    public HouseholdFiles(Path directory) {
        this.directory = directory;
    }

    /** What is known; each signature is verified anew. Throws for a damaged file. */
    public Optional<StatementSet> statements() {
        Path file = directory.resolve(STATEMENTS);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw KeyStore.wrong(file, "The file is far too big to be ours; put the right one there.");
            }
            List<String> lines = Files.readAllLines(file);
            String[] head = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
            if (head.length != 2 || !head[0].equals(MARK)) {
                throw damaged(file);
            }
            Bytes rootKey = octets(head[1], file);
            if (rootKey.length() != HouseholdId.ROOT_KEY_LENGTH) {
                throw damaged(file);
            }
            List<SignedStatement> statements = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                statements.add(SignedStatement.decode(octets(line, file)).orElseThrow(() -> damaged(file)));
            }
            return Optional.of(StatementSet.empty(rootKey).add(statements).set());
        } catch (IOException e) {
            throw KeyStore.wrong(file, "The file can't be read (" + e + ").");
        }
    }

    void keep(StatementSet statements) throws IOException {
        StringBuilder text = new StringBuilder(MARK + " " + text(statements.rootKey()) + "\n");
        statements.all().forEach(one -> text.append(text(one.encode())).append('\n'));
        KeyStore.replace(directory.resolve(STATEMENTS), text.toString());
    }

    /** The newest time that was believed here; 0 where none was. Throws for a damaged file. */
    long latestTime() {
        Path file = directory.resolve(TIME);
        if (!Files.exists(file)) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(KeyStore.text(file).strip());
        } catch (NumberFormatException e) {
            throw KeyStore.wrong(
                    file, "The file is damaged. Take it out: then the time is believed as this machine tells it.");
        } catch (IOException e) {
            throw KeyStore.wrong(file, "The file can't be read (" + e + ").");
        }
    }

    void keepTime(long seconds) throws IOException {
        KeyStore.replace(directory.resolve(TIME), seconds + "\n");
    }

    /** The household's own key, where this is its owner's directory. Throws where others may read it. */
    public Optional<RootKey> rootKey() {
        Path file = directory.resolve(ROOT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            KeyStore.refuseOpenFile(file);
            String[] parts = KeyStore.text(file).strip().split(" ", -1);
            if (parts.length != 2 || !parts[0].equals(ROOT_MARK)) {
                throw damaged(file);
            }
            Bytes entropy = octets(parts[1], file);
            if (entropy.length() != RootKey.ENTROPY) {
                throw damaged(file);
            }
            return Optional.of(RootKey.of(entropy));
        } catch (IOException e) {
            throw KeyStore.wrong(file, "The household's key can't be read (" + e + ").");
        }
    }

    void keepRootKey(RootKey root) throws IOException {
        Optional<RootKey> before = rootKey();
        if (before.isPresent() && !before.get().household().equals(root.household())) {
            throw KeyStore.wrong(directory.resolve(ROOT), "This directory holds another household's key.");
        }
        KeyStore.replace(directory.resolve(ROOT), ROOT_MARK + " " + text(root.entropy()) + "\n");
    }

    /** When this returns it is off the disk, for all that a program can do, and so is what an earlier write left of it. */
    void forgetRootKey() throws IOException {
        PrivateFiles.delete(directory.resolve(ROOT));
    }

    private static Bytes octets(String text, Path file) {
        try {
            return Bytes.owning(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw damaged(file);
        }
    }

    private static String text(Bytes octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets.shared());
    }

    private static RuntimeException damaged(Path file) {
        return KeyStore.wrong(
                file, "The file is damaged. Put a copy back, or move it away and pair this endpoint anew.");
    }
}
