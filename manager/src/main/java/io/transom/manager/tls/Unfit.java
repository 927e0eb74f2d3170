package io.transom.manager.tls;

import io.transom.node.config.WrongValue;
import java.nio.file.Path;

/** A certificate or a key that can't be served; the message says what to do. */
final class Unfit extends Exception {
    private final String option;
    private final Path file;

    Unfit(String option, Path file, String remedy) {
        super(remedy);
        this.option = option;
        this.file = file;
    }

    /** What ends a start. */
    WrongValue asWrongValue() {
        return WrongValue.of(option, file.toString(), String.valueOf(getMessage()));
    }
}
