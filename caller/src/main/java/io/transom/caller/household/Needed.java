package io.transom.caller.household;

import io.transom.node.config.WrongValue;
import org.jspecify.annotations.Nullable;

/** What the command line has to have given. */
final class Needed {
    private Needed() {}

    static <T> T of(@Nullable T value, String key) {
        if (value == null) {
            throw WrongValue.missing(key, "Give it, or --help to see what it means.");
        }
        return value;
    }
}
