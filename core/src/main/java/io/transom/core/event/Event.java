package io.transom.core.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened. Field values are {@link String}, {@link Long}, {@link Integer}, {@link Double} or
 * {@link Boolean}; never a key, and an address only where its name says so ({@code local}, {@code remote}).
 */
public record Event(EventName name, List<Field> fields) {
    /** One named value. */
    public record Field(String key, Object value) {}

    public Event {
        fields = List.copyOf(fields);
    }

    /** {@code of(PATH_PROVED, "path", "direct", "rttMs", 12.5)}. */
    public static Event of(EventName name, Object... keysAndValues) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.add(new Field((String) keysAndValues[i], keysAndValues[i + 1]));
        }
        return new Event(name, fields);
    }

    /** The value of {@code key} as text; empty where there is none. */
    public Optional<String> text(String key) {
        for (Field field : fields) {
            if (field.key().equals(key)) {
                return Optional.of(String.valueOf(field.value()));
            }
        }
        return Optional.empty();
    }
}
