package io.transom.manager.store;

import io.transom.wire.signal.ControlSignal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What an endpoint or a household may be called. */
public final class Names {
    private Names() {}

    /** What is wrong with {@code name}, as a remedy; empty where nothing is. */
    public static Optional<String> complaint(String name) {
        if (name.isBlank() || !name.equals(name.strip())) {
            return Optional.of("Give a name that neither is empty nor begins or ends with a space.");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > ControlSignal.LONGEST_NAME) {
            return Optional.of("Give a name of at most " + ControlSignal.LONGEST_NAME + " octets (UTF-8).");
        }
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
            return Optional.of("Take the invisible characters out of the name.");
        }
        return Optional.empty();
    }
}
