package io.transom.manager.acme;

import io.transom.manager.tls.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that nobody but the manager's user reads, each written whole or not at all. */
final class AcmeFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    private AcmeFiles(Path folder) {
        this.folder = folder;
    }

    static AcmeFiles in(Path data) throws IOException {
        Path folder = data.resolve("acme");
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new AcmeFiles(folder);
    }

    Path account() {
        return folder.resolve("account.key");
    }

    private Path host() {
        return folder.resolve("host.pem");
    }

    /** One file for both, so that they always fit. */
    TlsFiles served(int port) {
        return new TlsFiles(host(), host(), port);
    }

    void keepAccount(String pem) throws IOException {
        replace(account(), pem);
    }

    void keepHost(String pem) throws IOException {
        replace(host(), pem);
    }

    private void replace(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(folder, file.getFileName() + ".", ".new", OWNER_ONLY);
        try {
            Files.writeString(fresh, text, StandardCharsets.US_ASCII, StandardOpenOption.SYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
