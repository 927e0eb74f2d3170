package io.transom.manager.store;

import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/** The manager's directory: whoever can read it can stand in for the manager, so nobody else can. */
public final class DataDirectory {
    /** Something about the directory that its owner must put right; the message says what and how. */
    public static final class Unusable extends IOException {
        Unusable(String message) {
            super(message);
        }
    }

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String KEY = "manager.key";
    private static final int SECRET_LENGTH = 64;

    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    /** Makes the directory, with mode 0700, where it is missing. */
    public static DataDirectory open(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new Unusable(path + " isn't a directory; name one, or a place where one can be made.");
        }
        if (!Files.exists(path)) {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.createDirectory(path, OWNER_ONLY_DIRECTORY);
            } catch (FileAlreadyExistsException e) {
                // Another program of ours has just made it.
            }
        }
        return new DataDirectory(path.toAbsolutePath());
    }

    /** Whether {@code path} is certainly no manager's: it holds no key. */
    public static boolean isNone(Path path) {
        return Files.notExists(path.resolve(KEY));
    }

    public Path database() {
        return path.resolve("manager.db");
    }

    public Path socket() {
        return path.resolve("manager.sock");
    }

    public Path lock() {
        return path.resolve("manager.lock");
    }

    public Path path() {
        return path;
    }

    /**
     * The manager's keys, made at first use.
     *
     * @throws Unusable if the file is damaged, or others may read it
     */
    public Identity identity(Entropy entropy) throws IOException {
        Path file = path.resolve(KEY);
        if (!Files.exists(file)) {
            mint(file, entropy);
        }
        refuseIfOthersCanRead(file);
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            byte[] secret = Base64.getDecoder().decode(text);
            if (secret.length == SECRET_LENGTH) {
                return Identity.fromSecret(Bytes.owning(secret));
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text: it may be most of a key.
        }
        throw new Unusable(file + " is damaged. Put back a copy of it; without one, delete it,"
                + " and every endpoint has to join again.");
    }

    /** Written whole under another name and then linked, so that two programs at once agree on one key. */
    private void mint(Path file, Entropy entropy) throws IOException {
        String text = Base64.getEncoder()
                        .encodeToString(Identity.generate(entropy).secret().shared()) + "\n";
        Path fresh = Files.createTempFile(path, "manager.key.", ".new", OWNER_ONLY_FILE);
        try {
            Files.writeString(fresh, text, StandardCharsets.US_ASCII);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // The other program was first: its key is the one.
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void refuseIfOthersCanRead(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        Set<PosixFilePermission> owners = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (!owners.containsAll(permissions)) {
            throw new Unusable(file + " holds the manager's private keys and has mode "
                    + PosixFilePermissions.toString(permissions) + ", so others may use it. Run: chmod 600 " + file);
        }
    }
}
