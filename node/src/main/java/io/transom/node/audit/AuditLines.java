package io.transom.node.audit;

import io.transom.core.audit.AuditEntry;
import io.transom.wire.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The log's files and lines, for reading; whoever only looks needs no lock. */
public final class AuditLines {
    /** In each of five files: at most some 35,000 entries in all. */
    static final long LARGEST_OF_COPY = 5 * 1024 * 1024;

    static final String NEWEST = "audit.log";
    static final String TORN = "audit.torn";
    /** Some 3,000 entries each. */
    static final long LARGEST = 1024 * 1024;

    static final int OLDER_FILES = 4;
    /** A line that is longer is none of ours. */
    private static final int LONGEST_LINE = AuditEntry.LONGEST * 4 / 3 + 4;

    /**
     * One line.
     *
     * @param where file and line, for people
     * @param entry empty where the line isn't exactly an entry
     */
    public record Line(String where, Optional<AuditEntry> entry) {}

    private AuditLines() {}

    static String older(int number) {
        return "audit." + number + ".log";
    }

    /** Oldest first; empty where nothing was ever written. */
    public static List<Line> read(Path directory) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Path file : files(directory)) {
            lines.addAll(readFile(file));
        }
        return lines;
    }

    /** Whether the oldest entries may have been let go of to keep the log small. */
    public static boolean isFull(Path directory) {
        return Files.exists(directory.resolve(older(OLDER_FILES)));
    }

    /**
     * The last line that is an entry and those that stand unbroken before it, oldest first, {@code most} at most; no more
     * files are read than hold them.
     */
    static List<AuditEntry> newest(Path directory, int most) throws IOException {
        Deque<AuditEntry> newest = new ArrayDeque<>();
        for (Path file : files(directory).reversed()) {
            for (Line line : readFile(file).reversed()) {
                boolean broken = !newest.isEmpty()
                        && line.entry()
                                .filter(entry ->
                                        entry.sequence() == newest.getFirst().sequence() - 1)
                                .isEmpty();
                if (broken || newest.size() == most) {
                    return List.copyOf(newest);
                }
                line.entry().ifPresent(newest::addFirst);
            }
        }
        return List.copyOf(newest);
    }

    static String line(AuditEntry entry) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(entry.encode().shared());
    }

    private static List<Path> files(Path directory) {
        List<Path> files = new ArrayList<>();
        for (int number = OLDER_FILES; number >= 1; number--) {
            files.add(directory.resolve(older(number)));
        }
        files.add(directory.resolve(NEWEST));
        files.removeIf(file -> !Files.exists(file));
        return files;
    }

    private static List<Line> readFile(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        boolean whole = endsWhole(file);
        // Octets that are no text are characters here, and then no entry.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                lines.add(new Line(file.getFileName() + " line " + (lines.size() + 1), entry(text)));
            }
        }
        if (!whole && !lines.isEmpty() && lines.getLast().entry().isEmpty()) {
            // It is being written, or was torn and is mended at the next start.
            lines.removeLast();
        }
        return lines;
    }

    private static boolean endsWhole(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (channel.size() == 0) {
                return true;
            }
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n';
        }
    }

    private static Optional<AuditEntry> entry(String text) {
        if (text.length() > LONGEST_LINE) {
            return Optional.empty();
        }
        try {
            return AuditEntry.decode(Bytes.owning(Base64.getUrlDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
