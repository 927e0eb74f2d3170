package io.transom.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md names a test for what it says; this one fails where such a test isn't there (any more). */
class SecurityDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("transom.root", ".."));

    /** What the table has to speak of, whatever else it does. */
    private static final List<String> THREATS = List.of(
            "Reflection",
            "Spoofed registration",
            "An id alone registers",
            "The newest heartbeat takes over",
            "Replay",
            "Hijacked window",
            "Addresses learned without authentication",
            "Spoofed punch requests",
            "Evil manager",
            "Evil relay",
            "Clear port 80",
            "Metadata",
            "Denial of service on an agent",
            "Denial of service on the manager",
            "Open relay",
            "Room bugging",
            "Stolen outdoor unit",
            "Bad pairing",
            "Lost phone",
            "Spoofed discovery");

    /** {@code ClassTest.method} and {@code ClassTest#method}. */
    private static final Pattern FULL = Pattern.compile("`(\\w+Test)[.#](\\w+)`");

    private static final Pattern CLASS = Pattern.compile("[`\\[/](\\w+Test)(?:[`\\].]|\\b)");
    /** A sentence alone: a method of one of the classes that its section names. */
    private static final Pattern SENTENCE = Pattern.compile("`(?:\\.\\.\\.)?([a-z][a-z0-9]*(?:_[A-Za-z0-9]+){2,})`");

    private static final Pattern METHOD = Pattern.compile(
            "@(?:Test|ParameterizedTest|Property|FuzzTest)\\b(?:(?!@Test\\b|@ParameterizedTest\\b)[\\s\\S])*?void (\\w+)\\(");

    /** The methods of each test class, by its simple name. */
    private final Map<String, Set<String>> tests = tests();

    @Test
    void every_test_that_the_document_names_is_there() throws IOException {
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String section : read().split("(?m)^## ")) {
            Set<String> classes = found(CLASS, section);
            classes.stream().filter(one -> !tests.containsKey(one)).forEach(missing::add);
            Matcher full = FULL.matcher(section);
            while (full.find()) {
                named++;
                if (!tests.getOrDefault(full.group(1), Set.of()).contains(full.group(2))) {
                    missing.add(full.group());
                }
            }
            for (String sentence : found(SENTENCE, section)) {
                named++;
                if (classes.stream().noneMatch(one -> has(one, sentence))) {
                    missing.add(sentence + ", of none of " + classes);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).as("tests that the document names").isGreaterThan(100);
    }

    @Test
    void every_threat_has_a_row_that_names_a_test() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| \\*\\*(.+?)\\*\\*(.*)$").matcher(read());
        while (row.find()) {
            rows.put(row.group(1), row.group(2));
        }
        assertThat(rows.keySet()).containsAll(THREATS);
        rows.forEach((threat, text) ->
                assertThat(FULL.matcher(text).find()).as("a test for " + threat).isTrue());
    }

    private boolean has(String testClass, String sentence) {
        return tests.getOrDefault(testClass, Set.of()).contains(sentence);
    }

    private static String read() throws IOException {
        return Files.readString(ROOT.resolve("SECURITY.md"));
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }

    private static Map<String, Set<String>> tests() {
        Map<String, Set<String>> all = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    for (Path file : files.filter(it -> it.toString().endsWith("Test.java"))
                            .toList()) {
                        String name = file.getFileName().toString().replace(".java", "");
                        all.computeIfAbsent(name, unseen -> new TreeSet<>())
                                .addAll(found(METHOD, Files.readString(file)));
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(all).as("test classes").hasSizeGreaterThan(80);
        return all;
    }
}
