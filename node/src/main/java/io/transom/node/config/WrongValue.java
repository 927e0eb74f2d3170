package io.transom.node.config;

import java.util.Optional;

/** A value that can't be used. Thrown by converters and by programs that look closer; ends in exit code 2. */
public final class WrongValue extends RuntimeException {
    private final Optional<String> key;
    private final Optional<String> value;

    private WrongValue(Optional<String> key, Optional<String> value, String remedy) {
        super(remedy);
        this.key = key;
        this.value = value;
    }

    /** For converters: the key and the value are known to whoever called them. */
    public static WrongValue remedy(String remedy) {
        return new WrongValue(Optional.empty(), Optional.empty(), remedy);
    }

    /** {@code of("mic", "a.wav", "there is no such file; give a 48 kHz mono WAV file")}. */
    public static WrongValue of(String key, String value, String remedy) {
        return new WrongValue(Optional.of(key), Optional.of(value), remedy);
    }

    /** A key that is needed and isn't there. */
    public static WrongValue missing(String key, String remedy) {
        return new WrongValue(Optional.of(key), Optional.empty(), remedy);
    }

    public Optional<String> key() {
        return key;
    }

    public Optional<String> value() {
        return value;
    }

    public String remedy() {
        return String.valueOf(getMessage());
    }
}
