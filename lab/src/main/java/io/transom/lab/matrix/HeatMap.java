package io.transom.lab.matrix;

import io.transom.lab.matrix.Cell.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The matrix as a picture (SVG) and as text. Rows are the caller's home, columns the door's. */
public final class HeatMap {
    private static final int CELL_WIDTH = 46;
    private static final int CELL_HEIGHT = 26;
    private static final int LEFT = 270;
    /** Room for the last label, which leans out. */
    private static final int RIGHT = 130;

    private static final int TOP = 250;
    private static final int FOOT = 84;

    private final List<Cell> cells;
    private final List<RouterRow> rows;

    public HeatMap(List<Cell> cells) {
        this.cells = List.copyOf(cells);
        this.rows = cells.stream().map(Cell::caller).distinct().sorted().toList();
    }

    /** A picture that needs no script and no other file. */
    public String svg() {
        StringBuilder svg = new StringBuilder();
        int width = LEFT + rows.size() * CELL_WIDTH + RIGHT;
        int height = TOP + rows.size() * CELL_HEIGHT + FOOT;
        put(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' font-family='system-ui, sans-serif' viewBox='0 0 %d %d' role='img'"
                        + " aria-label='which homes connect, and how'>%n",
                width,
                height);
        put(
                svg,
                "<style>text { fill:#1d2733; font-size:13px } .ms { fill:#fff; font-size:11px; text-anchor:middle }"
                        + " .row { text-anchor:end } .who { font-weight:600 } .said { fill:#1d2733; font-size:12px }</style>%n");
        put(svg, "<rect width='100%%' height='100%%' fill='#fbfaf7'/>%n");
        put(svg, "<text class='who' x='%d' y='24'>the door's home</text>%n", LEFT);
        put(svg, "<text class='who row' x='%d' y='%d'>the caller's home</text>%n", LEFT - 10, TOP - 12);
        for (int i = 0; i < rows.size(); i++) {
            labels(svg, i);
        }
        for (Cell cell : cells) {
            square(svg, cell);
        }
        legend(svg, TOP + rows.size() * CELL_HEIGHT + 28);
        return svg.append("</svg>\n").toString();
    }

    private void labels(StringBuilder svg, int i) {
        int x = LEFT + i * CELL_WIDTH + CELL_WIDTH / 2 + 4;
        String words = rows.get(i).words();
        put(svg, "<text x='%d' y='%d' transform='rotate(-55 %d %d)'>%s</text>%n", x, TOP - 10, x, TOP - 10, words);
        put(
                svg,
                "<text class='row' x='%d' y='%d'>%s</text>%n",
                LEFT - 10,
                TOP + i * CELL_HEIGHT + CELL_HEIGHT / 2 + 5,
                words);
    }

    private void square(StringBuilder svg, Cell cell) {
        int x = LEFT + rows.indexOf(cell.door()) * CELL_WIDTH;
        int y = TOP + rows.indexOf(cell.caller()) * CELL_HEIGHT;
        put(
                svg,
                "<rect x='%d' y='%d' width='%d' height='%d' rx='3' fill='%s'><title>%s calls %s: %s</title></rect>%n",
                x + 1,
                y + 1,
                CELL_WIDTH - 2,
                CELL_HEIGHT - 2,
                colour(cell.way()),
                cell.caller().words(),
                cell.door().words(),
                cell.way().text());
        put(
                svg,
                "<text class='ms' x='%d' y='%d'>%s</text>%n",
                x + CELL_WIDTH / 2,
                y + CELL_HEIGHT / 2 + 4,
                millis(cell).orElse("–"));
    }

    private void legend(StringBuilder svg, int y) {
        int x = 20;
        for (Way way : Way.values()) {
            String words = count(way) + " " + way.text();
            put(svg, "<rect x='%d' y='%d' width='16' height='16' rx='3' fill='%s'/>%n", x, y - 13, colour(way));
            put(svg, "<text x='%d' y='%d'>%s</text>%n", x + 22, y, words);
            x += 60 + words.length() * 7;
        }
        put(
                svg,
                "<text class='said' x='20' y='%d'>Numbers: ms from asking to the first sound at the caller, median; each home"
                        + " %d ms from the world, so three legs are %d ms and a frame of sound is 20 ms more.</text>%n",
                y + 32,
                Matrix.LINE.toMillis(),
                4 * Matrix.LINE.toMillis());
    }

    /** A table of the same, a letter a cell; and what it adds up to. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add("Rows: the caller's home. Columns, in the same order: the door's. Kernel sockets, each home "
                + Matrix.LINE.toMillis() + " ms from the world.");
        lines.add("D direct   d relay, then direct   R relay   T tunnel   - failed");
        lines.add("");
        for (RouterRow row : rows) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-40s ", row.words()));
            for (RouterRow column : rows) {
                line.append(' ').append(find(row, column).map(HeatMap::letter).orElse(' '));
            }
            lines.add(line.toString());
        }
        lines.add("");
        for (Way way : Way.values()) {
            lines.add(String.format(Locale.ROOT, "%-20s %4d cells%s", way.text(), count(way), median(way)));
        }
        return lines;
    }

    private static char letter(Cell cell) {
        return switch (cell.way()) {
            case DIRECT -> 'D';
            case RELAY_FIRST -> 'd';
            case RELAY -> 'R';
            case TUNNEL -> 'T';
            case FAILED -> '-';
        };
    }

    private static String colour(Way way) {
        return switch (way) {
            case DIRECT -> "#3d9a5f";
            case RELAY_FIRST -> "#a9c95c";
            case RELAY -> "#e8b84a";
            case TUNNEL -> "#d98a3d";
            case FAILED -> "#b9433c";
        };
    }

    private String median(Way way) {
        List<Double> sorted = cells.stream()
                .filter(cell -> cell.way() == way)
                .flatMap(cell -> cell.medianSetupMillis().stream().boxed())
                .sorted()
                .toList();
        return sorted.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT, ", first sound after %.0f ms in the median cell", sorted.get(sorted.size() / 2));
    }

    private Optional<Cell> find(RouterRow caller, RouterRow door) {
        return cells.stream()
                .filter(cell -> cell.caller() == caller && cell.door() == door)
                .findFirst();
    }

    private long count(Way way) {
        return cells.stream().filter(cell -> cell.way() == way).count();
    }

    private static Optional<String> millis(Cell cell) {
        OptionalDouble median = cell.medianSetupMillis();
        return cell.way() == Way.FAILED || median.isEmpty()
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%.0f", median.getAsDouble()));
    }

    private static void put(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
