package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditLog;
import io.transom.node.config.WrongValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of an endpoint's log on disk, to which entries are added. One at a time per directory. */
public final class AuditFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
    private static final FileAttribute<?> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final long largest;
    private final boolean durable;
    private Optional<FileChannel> channel = Optional.empty();
    private final List<AuditEntry> recent;
    private boolean closed;

    private AuditFile(Path directory, long largest, int remembered, boolean durable) throws IOException {
        this.directory = directory;
        this.largest = largest;
        this.durable = durable;
        Path file = directory.resolve(AuditLines.NEWEST);
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            mendEnd(file);
        }
        this.recent = AuditLines.newest(directory, remembered);
    }

    /** Nothing is made before there is something to write. */
    public static AuditFile open(Path directory) {
        return open(directory, AuditLines.LARGEST);
    }

    static AuditFile open(Path directory, long largest) {
        try {
            return new AuditFile(directory, largest, AuditLog.MOST_RECENT, true);
        } catch (IOException e) {
            throw WrongValue.of(
                    "data",
                    directory.resolve(AuditLines.NEWEST).toString(),
                    "The log of openings can't be used (" + e + "). Nothing opens without it: make it readable and"
                            + " writable for this user, or move it away and keep it.");
        }
    }

    /** Of another endpoint's log: a power cut may take of it what is read again afterwards. Its last entry is remembered. */
    static AuditFile ofCopy(Path directory) throws IOException {
        return new AuditFile(directory, AuditLines.LARGEST_OF_COPY, 1, false);
    }

    /** The newest entries that were there when it was opened, oldest first. */
    public List<AuditEntry> recent() {
        return recent;
    }

    /** One entry, as {@link #append(List)} does several. */
    public void append(AuditEntry entry) throws IOException {
        append(List.of(entry));
    }

    /**
     * On the disk when this returns; a copy in the kernel's hands.
     *
     * @throws IOException where they aren't: then the file is as it was before
     */
    public synchronized void append(List<AuditEntry> entries) throws IOException {
        if (closed) {
            throw new IOException("the program is ending");
        }
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(AuditLines.line(entry)).append('\n'));
        byte[] line = text.toString().getBytes(StandardCharsets.US_ASCII);
        try {
            FileChannel to = writable(line.length);
            long before = to.size();
            try {
                ByteBuffer octets = ByteBuffer.wrap(line);
                while (octets.hasRemaining()) {
                    to.write(octets);
                }
                if (durable) {
                    to.force(false);
                }
            } catch (IOException e) {
                to.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            forget();
            throw new IOException(
                    e.getMessage() + "; make room on the disk of " + directory
                            + ", or make it writable: nothing is lost",
                    e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        forget();
    }

    private FileChannel writable(int more) throws IOException {
        if (channel.isPresent() && channel.get().size() + more > largest) {
            forget();
            rotate();
        }
        if (channel.isEmpty()) {
            Path file = directory.resolve(AuditLines.NEWEST);
            boolean fresh = !Files.exists(file);
            channel = Optional.of(
                    FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OURS_ALONE));
            if (fresh) {
                forceDirectory();
            }
        }
        return channel.get();
    }

    /** The chain goes on from file to file; only the oldest goes, as a whole. */
    private void rotate() throws IOException {
        for (int older = AuditLines.OLDER_FILES; older >= 1; older--) {
            Path from =
                    older == 1 ? directory.resolve(AuditLines.NEWEST) : directory.resolve(AuditLines.older(older - 1));
            if (Files.exists(from)) {
                Files.move(from, directory.resolve(AuditLines.older(older)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        forceDirectory();
    }

    /** The file's entry in its directory is what a power cut would lose. */
    private void forceDirectory() throws IOException {
        try (FileChannel entries = FileChannel.open(directory)) {
            entries.force(true);
        }
    }

    private void forget() {
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("closing the log: {}", e.getMessage());
            }
        });
        channel = Optional.empty();
    }

    /** A power cut while a line was written: its deed was not done. The octets are kept beside. */
    private void mendEnd(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        int whole = octets.length;
        while (whole > 0 && octets[whole - 1] != '\n') {
            whole--;
        }
        if (whole == octets.length) {
            return;
        }
        byte[] torn = Arrays.copyOfRange(octets, whole, octets.length);
        try (FileChannel aside = FileChannel.open(
                        directory.resolve(AuditLines.TORN),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        OURS_ALONE);
                FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
            aside.write(ByteBuffer.wrap(torn));
            aside.write(ByteBuffer.wrap(new byte[] {'\n'}));
            aside.force(true);
            log.truncate(whole);
            log.force(true);
        }
        LOG.warn(
                "The last line of {} was torn, as by a power cut: what it would have told of was never done. It is kept"
                        + " in {}.",
                file,
                AuditLines.TORN);
    }
}
