package io.transom.node.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The configuration file: {@code key = value} a line, {@code #} begins a comment line. */
final class ConfigFile {
    /** @param place what stands there, for an error message: {@code key mic in line 3 of transom.conf} */
    record Entry(String value, String place) {}

    private ConfigFile() {}

    /** Empty where there is no path. */
    static Map<String, Entry> read(Optional<String> path) {
        Map<String, Entry> values = new TreeMap<>();
        if (path.isEmpty()) {
            return values;
        }
        List<String> lines = lines(path.get());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw WrongValue.kept(
                        "line " + (i + 1) + " of " + path.get(),
                        "Write it as 'key = value', or begin it with # to make it a comment.");
            }
            String key = line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip();
            String place = "key " + key + " in line " + (i + 1) + " of " + path.get();
            if (values.put(key, new Entry(value, place)) != null) {
                throw WrongValue.kept(
                        key,
                        "The key stands twice in " + path.get() + ", the second time in line " + (i + 1)
                                + "; take one line out.");
            }
        }
        return values;
    }

    private static List<String> lines(String path) {
        try {
            return Files.readAllLines(Path.of(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw WrongValue.of("option --config", path, "There is no such file; name one that is there.");
        } catch (MalformedInputException e) {
            throw WrongValue.of("option --config", path, "The file isn't UTF-8 text; save it as plain text.");
        } catch (IOException e) {
            throw WrongValue.of("option --config", path, "The file can't be read (" + e.getMessage() + ").");
        }
    }
}
