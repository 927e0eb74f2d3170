package io.transom.node.config;

import java.util.Optional;

/** A value that can't be used. Thrown by converters and by programs that look closer; ends in exit code 2. */
public final class WrongValue extends RuntimeException {
    private final Optional<String> key;
    private final Optional<String> value;
    private final boolean kept;

    private WrongValue(Optional<String> key, Optional<String> value, boolean kept, String remedy) {
        super(remedy);
        this.key = key;
        this.value = value;
        this.kept = kept;
    }

    /** For converters: the key and the value are known to whoever called them. */
    public static WrongValue remedy(String remedy) {
        return new WrongValue(Optional.empty(), Optional.empty(), false, remedy);
    }

    /** {@code of("mic", "a.wav", "there is no such file; give a 48 kHz mono WAV file")}. */
    public static WrongValue of(String key, String value, String remedy) {
        return new WrongValue(Optional.of(key), Optional.of(value), false, remedy);
    }

    /** A key that is needed and isn't there. */
    public static WrongValue missing(String key, String remedy) {
        return new WrongValue(Optional.of(key), Optional.empty(), false, remedy);
    }

    /** A place whose value is not repeated: nobody knows what it is, and it may be a secret under a misspelt name. */
    public static WrongValue kept(String key, String remedy) {
        return new WrongValue(Optional.of(key), Optional.empty(), true, remedy);
    }

    public Optional<String> key() {
        return key;
    }

    public Optional<String> value() {
        return value;
    }

    /** There is a value, which must not be shown. */
    public boolean isKept() {
        return kept;
    }

    public String remedy() {
        return String.valueOf(getMessage());
    }
}
