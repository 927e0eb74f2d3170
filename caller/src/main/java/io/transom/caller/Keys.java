package io.transom.caller;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;

/** What is typed during a call, line by line, until the input ends or the program does. */
final class Keys {
    /** A line that is longer isn't typed by a person. */
    private static final int LONGEST = 80;

    /** A tenth of a second is at once for who wants in. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private Keys() {}

    /** Looks before it reads: a program in the background of a terminal that reads from it is stopped. */
    static void listen(InputStream in, Consumer<String> line) {
        Thread.ofPlatform().daemon().name("keys").start(() -> {
            try {
                read(in, line);
            } catch (IOException | InterruptedException gone) {
                // Nobody types any more; the call goes on.
                return;
            }
        });
    }

    private static void read(InputStream in, Consumer<String> line) throws IOException, InterruptedException {
        StringBuilder typed = new StringBuilder();
        while (true) {
            if (in.available() == 0) {
                Thread.sleep(LOOK_EVERY);
                continue;
            }
            int octet = in.read();
            if (octet < 0) {
                return;
            }
            if (octet == '\n') {
                line.accept(typed.toString().strip());
                typed.setLength(0);
            } else if (typed.length() < LONGEST) {
                typed.append((char) octet);
            }
        }
    }
}
