package io.transom.caller;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What is typed during a call, line by line, until the input ends or the program does. */
final class Keys {
    /** A line that is longer isn't typed by a person. */
    private static final int LONGEST = 80;

    private Keys() {}

    static void listen(InputStream in, Consumer<String> line) {
        Thread.ofPlatform().daemon().name("keys").start(() -> read(in, line));
    }

    private static void read(InputStream in, Consumer<String> line) {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            for (String typed = reader.readLine(); typed != null; typed = reader.readLine()) {
                if (typed.length() <= LONGEST) {
                    line.accept(typed.strip());
                }
            }
        } catch (IOException gone) {
            // Nobody types any more; the call goes on.
            return;
        }
    }
}
