package io.transom.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/limits.md tells the truth: its constants are there and have its numbers, its tests exist. */
class LimitsDocumentTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");
    /** The first number of a cell, with commas as in 2,048. */
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*");

    private record Row(String what, String howMuch, String constant, String test) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/limits.md"))) {
            String[] cells = line.split(" *\\| *", -1);
            if (cells.length == 8 && !cells[1].equals("what") && !cells[1].startsWith("-")) {
                rows.add(new Row(cells[1], cells[2], cells[3], cells[6]));
            }
        }
        return rows;
    }

    /** Every source file's text by its class's name; of two with one name both. */
    private static Map<String, String> sources(String folder) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(path ->
                            path.toString().endsWith(".java") && path.toString().contains("/src/" + folder + "/"))
                    .toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.merge(name, Files.readString(file), String::concat);
            }
        }
        return sources;
    }

    @Test
    void every_limit_has_a_reason_and_the_tests_that_it_names() throws IOException {
        Map<String, String> tests = sources("test");
        List<Row> rows = rows();
        assertThat(rows).hasSizeGreaterThan(40);
        for (Row row : rows) {
            for (Matcher name = NAME.matcher(row.test()); name.find(); ) {
                assertThat(tests).as(row.what()).containsKey(name.group(1));
                if (name.group(2) != null) {
                    assertThat(tests.get(name.group(1))).as(row.what()).contains("void " + name.group(2) + "(");
                }
            }
        }
    }

    @Test
    void every_number_is_the_programs() throws IOException {
        Map<String, String> programs = sources("main");
        int compared = 0;
        for (Row row : rows()) {
            Matcher name = NAME.matcher(row.constant());
            if (!name.find()) {
                continue;
            }
            assertThat(programs).as(row.what()).containsKey(name.group(1));
            if (name.group(2) == null) {
                continue;
            }
            Matcher defined =
                    Pattern.compile("\\b" + name.group(2) + "\\s*=\\s*([^;]+);").matcher(programs.get(name.group(1)));
            assertThat(defined.find()).as(row.what()).isTrue();
            if (defined.group(1).matches("[\\d_]+")) {
                List<String> told = NUMBER.matcher(row.howMuch())
                        .results()
                        .map(number -> number.group().replaceAll(",", ""))
                        .toList();
                assertThat(told).as(row.what()).contains(defined.group(1).replace("_", ""));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }
}
