package io.transom.node.running;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a running program is asked: a command, and by name what it needs to know. */
public record Request(String command, Map<String, String> fields) {
    /** A code, a name, hours of the week: a tenth of it; more is no request of ours. */
    static final int LONGEST = 4_096;

    private static final String COMMAND = "command";

    public Request {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** {@code of("revoke", "name", "ben")}. */
    public static Request of(String command, String... keysAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Request(command, fields);
    }

    /** Empty where it wasn't given. */
    public String field(String key) {
        return fields.getOrDefault(key, "");
    }

    String line() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(COMMAND, command);
        all.putAll(fields);
        return JsonMapper.shared().writeValueAsString(all);
    }

    /** Empty for anything but one flat JSON object of strings with a command. */
    static Optional<Request> parse(String line) {
        try {
            Map<String, String> all =
                    JsonMapper.shared().readValue(line, new TypeReference<LinkedHashMap<String, String>>() {});
            return Optional.ofNullable(all)
                    .filter(fields -> fields.values().stream().noneMatch(value -> value == null))
                    .flatMap(fields -> Optional.ofNullable(fields.remove(COMMAND)))
                    .map(command -> new Request(command, without(all)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> without(Map<String, String> all) {
        Map<String, String> fields = new LinkedHashMap<>(all);
        fields.remove(COMMAND);
        return fields;
    }
}
