package io.transom.node.explain;

import io.transom.core.event.Event;
import io.transom.node.events.EventFile;
import io.transom.node.events.Stamped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens in calls beside the endpoint's keys, in two files that never outgrow their limit. */
public final class FlightRecorder implements Consumer<Stamped> {
    private static final Logger LOG = LoggerFactory.getLogger(FlightRecorder.class);

    public static final String FILE = "calls.jsonl";
    public static final String OLDER = "calls.old.jsonl";

    /** A call writes about 10 KB: the last hundred calls at least, and 2 MB of an SD card at most. */
    static final long MOST_OCTETS = 1_000_000;

    private final Path directory;
    private boolean complained;

    public FlightRecorder(Path directory) {
        this.directory = directory;
    }

    @Override
    public void accept(Stamped stamped) {
        if (!isOfACall(stamped.event())) {
            return;
        }
        try {
            Path file = directory.resolve(FILE);
            if (Files.exists(file) && Files.size(file) >= MOST_OCTETS) {
                Files.move(file, directory.resolve(OLDER), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(
                    file,
                    EventFile.json(stamped) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                LOG.warn("calls can't be recorded in {}: {}", directory, e.getMessage());
            }
        }
    }

    private static boolean isOfACall(Event event) {
        return event.text("call").isPresent();
    }
}
