package io.transom.node.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Files that only their user can read and that are never half written. */
final class PrivateFiles {
    private PrivateFiles() {}

    /** A finished file, on the disk, beside {@code file} under a name of its own. */
    static Path writeBeside(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
        try (FileChannel channel = FileChannel.open(
                beside,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        } catch (IOException e) {
            // A full disk may be tried again and again: what was begun must not fill it further.
            Files.deleteIfExists(beside);
            throw e;
        }
        return beside;
    }

    static void moveInto(Path beside, Path file) throws IOException {
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(file);
    }

    /** With what was begun beside it and never moved. */
    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try (DirectoryStream<Path> begun = Files.newDirectoryStream(parent, file.getFileName() + ".*.new")) {
            for (Path one : begun) {
                Files.deleteIfExists(one);
            }
        }
        forceDirectory(file);
    }

    /** The directory's entry is what a power cut would lose, or bring back. */
    private static void forceDirectory(Path file) throws IOException {
        try (FileChannel directory =
                FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()))) {
            directory.force(true);
        }
    }
}
