package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditHead;
import io.transom.wire.EndpointId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What an app has read of the logs of its household's intercoms: for each a log of the same form, in a directory of its own. */
public final class CopiedLogs implements AutoCloseable {
    private static final String DIRECTORY = "logs";
    /** More are read again at the next start from where they begin. */
    private static final int MOST = 256;
    /** Copies of one intercom's log that were set aside; a person looks at the first one. */
    private static final int MOST_ASIDE = 16;

    private final Path directory;
    private final Map<EndpointId, AuditFile> open = new LinkedHashMap<>();
    /** The disk didn't take something: what would follow it has to be read again at the next start. */
    private final Set<EndpointId> broken = new HashSet<>();

    private boolean closed;

    public CopiedLogs(Path data) {
        this.directory = data.resolve(DIRECTORY);
    }

    /** Where the copy of that one's log is, or would be, in an app's data directory. */
    static Path of(Path data, EndpointId whose) {
        return data.resolve(DIRECTORY).resolve(whose.text());
    }

    /** Copies of it that were set aside, because the intercom's log was another one since. */
    static List<Path> aside(Path data, EndpointId whose) {
        List<Path> aside = new ArrayList<>();
        for (int number = 1; number <= MOST_ASIDE; number++) {
            Path one = aside(of(data, whose), number);
            if (Files.exists(one)) {
                aside.add(one);
            }
        }
        return aside;
    }

    private static Path aside(Path copy, int number) {
        return copy.resolveSibling(copy.getFileName() + "." + number);
    }

    /** How far each was read. */
    public synchronized Map<EndpointId, AuditHead> heads() throws IOException {
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        Map<EndpointId, AuditHead> heads = new HashMap<>();
        try (Stream<Path> copies = Files.list(directory)) {
            for (Path copy : copies.sorted().limit(MOST).toList()) {
                Optional<EndpointId> whose = EndpointId.parse(copy.getFileName().toString());
                if (whose.isPresent()) {
                    try (AuditFile file = AuditFile.ofCopy(copy)) {
                        file.recent().forEach(last -> heads.put(whose.get(), last.head()));
                    }
                }
            }
        }
        return heads;
    }

    /** @throws IOException where the disk doesn't take it, or has not taken what comes before */
    public synchronized void append(EndpointId whose, List<AuditEntry> entries) throws IOException {
        if (closed || broken.contains(whose)) {
            throw new IOException(closed ? "the program is ending" : "what comes before isn't there");
        }
        broken.add(whose);
        if (!open.containsKey(whose)) {
            Path copy = directory.resolve(whose.text());
            Files.createDirectories(
                    copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            open.put(whose, AuditFile.ofCopy(copy));
        }
        open.get(whose).append(entries);
        broken.remove(whose);
    }

    /**
     * Keeps the copy as it is, under another name.
     *
     * @throws IOException where so many are kept already that a person has to look first
     */
    public synchronized void setAside(EndpointId whose) throws IOException {
        broken.add(whose);
        Optional.ofNullable(open.remove(whose)).ifPresent(AuditFile::close);
        Path copy = directory.resolve(whose.text());
        int number = 1;
        while (Files.exists(aside(copy, number))) {
            number++;
        }
        if (number > MOST_ASIDE) {
            throw new IOException("move away what is in " + directory + " under its name, and keep it");
        }
        if (Files.exists(copy)) {
            Files.move(copy, aside(copy, number));
        }
        broken.remove(whose);
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(AuditFile::close);
        open.clear();
    }
}
