package io.transom.node.config;

import org.jspecify.annotations.Nullable;

/** What the command line, a file or the environment has to have given. */
public final class Needed {
    private Needed() {}

    public static <T> T of(@Nullable T value, String key) {
        if (value == null) {
            throw WrongValue.missing(key, "Give it, or --help to see what it means.");
        }
        return value;
    }
}
