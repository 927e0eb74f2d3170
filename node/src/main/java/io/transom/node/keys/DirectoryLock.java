package io.transom.node.keys;

import io.transom.node.config.WrongValue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One program per directory: two with the same keys would throw each other out of the manager for ever. */
final class DirectoryLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
    private static final String FILE = "endpoint.lock";
    /** Held by this process. Merely closing a second channel on the file would let go of the lock (POSIX fcntl). */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static DirectoryLock take(Path named) {
        try {
            Path directory = named.toRealPath();
            if (!HERE.add(directory)) {
                throw inUse(named);
            }
            boolean taken = false;
            try {
                DirectoryLock lock = new DirectoryLock(directory, lock(named));
                taken = true;
                return lock;
            } finally {
                if (!taken) {
                    HERE.remove(directory);
                }
            }
        } catch (IOException e) {
            throw WrongValue.of("data", named.toString(), "It can't be locked (" + e + "); give another directory.");
        }
    }

    /** The kernel takes the lock back however the program ends; the file itself stays. */
    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(FILE),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.debug("locked by this process under another name");
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw inUse(directory);
        }
        return channel;
    }

    private static WrongValue inUse(Path directory) {
        return WrongValue.of(
                "data",
                directory.toString(),
                "another transom uses " + directory + "; stop it or give another --data.");
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("the lock of {} was not let go of: {}", directory, e.getMessage());
        }
        HERE.remove(directory);
    }
}
