package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditHead;
import io.transom.wire.EndpointId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an app has read of the logs of its household's intercoms: for each a log of the same form, in a directory of its own. */
public final class CopiedLogs implements AutoCloseable {
    private static final String DIRECTORY = "logs";
    /** More are read again at the next start from where they begin. */
    private static final int MOST = 256;

    private final Path directory;
    private final Map<EndpointId, AuditFile> open = new LinkedHashMap<>();
    /** The first entry that the disk has not taken: nothing is written behind the place where it belongs. */
    private final Map<EndpointId, Long> missing = new HashMap<>();

    public CopiedLogs(Path data) {
        this.directory = data.resolve(DIRECTORY);
    }

    /** Where the copy of that one's log is, or would be, in an app's data directory. */
    public static Path of(Path data, EndpointId whose) {
        return data.resolve(DIRECTORY).resolve(whose.text());
    }

    /** How far each was read. */
    public synchronized Map<EndpointId, AuditHead> heads() throws IOException {
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        Map<EndpointId, AuditHead> heads = new HashMap<>();
        try (Stream<Path> copies = Files.list(directory)) {
            for (Path copy : copies.sorted().limit(MOST).toList()) {
                List<AuditEntry> newest = AuditLines.newest(copy, 1);
                EndpointId.parse(copy.getFileName().toString())
                        .filter(id -> !newest.isEmpty())
                        .ifPresent(id -> heads.put(id, newest.getLast().head()));
            }
        }
        return heads;
    }

    /**
     * On the disk when this returns.
     *
     * @throws IOException where they aren't; also where some before them aren't, which are to be tried again first
     */
    public synchronized void append(EndpointId whose, List<AuditEntry> entries) throws IOException {
        long first = entries.getFirst().sequence();
        if (first > missing.getOrDefault(whose, Long.MAX_VALUE)) {
            throw new IOException("entry " + missing.get(whose) + " isn't there yet");
        }
        missing.putIfAbsent(whose, first);
        write(whose, entries);
        missing.remove(whose);
    }

    private void write(EndpointId whose, List<AuditEntry> entries) throws IOException {
        if (!open.containsKey(whose)) {
            Path copy = directory.resolve(whose.text());
            Files.createDirectories(
                    copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            open.put(whose, AuditFile.open(copy));
        }
        open.get(whose).append(entries);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(AuditFile::close);
        open.clear();
    }
}
