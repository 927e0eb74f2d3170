package io.transom.lab.demo;

import io.transom.core.event.EventName;
import io.transom.lab.demo.Timeline.Entry;
import io.transom.lab.demo.Timeline.Who;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One self-contained HTML page of one call: the timeline as a picture, both waveforms, the figures. */
final class Page {
    private static final int WIDTH = 1_080;
    private static final int LEFT = 90;
    private static final int ROWS = 5;
    /** Pixels: a row of labels, a lane with all its rows, a character of a label. */
    private static final int ROW = 15;

    private static final int LANE = ROWS * ROW + 34;
    private static final double CHARACTER = 7;

    private Page() {}

    /** @param verdict one sentence; @param path how the sound went */
    static String html(String verdict, boolean good, String path, List<Entry> entries, List<Heard> heard) {
        StringBuilder html = new StringBuilder();
        html.append(HEAD).append("<h1>One call through the window</h1>\n");
        html.append("<p class='verdict ")
                .append(good ? "good" : "bad")
                .append("'>")
                .append(escape(verdict));
        html.append("</p>\n<p>Path: <b>").append(escape(path)).append("</b></p>\n");
        html.append("<h2>The opening: milliseconds from the request to the first sound</h2>\n")
                .append(lanes(opening(entries)));
        html.append("<h2>What each side heard</h2>\n");
        for (Heard side : heard) {
            html.append("<p>").append(escape(side.words())).append("</p>\n").append(waveforms(side));
        }
        html.append("<h2>Everything, in order</h2>\n<table><tr><th>ms</th><th>who</th><th>what</th></tr>\n");
        for (Entry entry : entries) {
            html.append(String.format(
                    Locale.ROOT,
                    "<tr class='%s'><td class='n'>%.1f</td><td>%s</td><td>%s</td></tr>%n",
                    entry.who().text(),
                    entry.millis(),
                    entry.who().text(),
                    escape(entry.words())));
        }
        return html.append("</table>\n</main>\n").toString();
    }

    /** The timeline alone, as a picture that stands by itself. */
    static String picture(List<Entry> entries) {
        return lanes(opening(entries))
                .replaceFirst("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' font-family='system-ui, sans-serif' ")
                .replaceFirst(
                        ">",
                        "><style>" + COLOURS + MARKS + "</style><rect width='100%' height='100%' fill='#fbfaf7'/>");
    }

    /** From the request until both have heard the other's first null packet: the part that is worth a picture. */
    private static List<Entry> opening(List<Entry> entries) {
        double begin = at(entries, EventName.CALL_REQUESTED, Double.MAX_VALUE);
        double end = at(entries, EventName.FIRST_SOUND, at(entries, EventName.CALL_ENDED, Double.MAX_VALUE));
        Set<String> seen = new HashSet<>();
        return entries.stream()
                .filter(entry -> entry.millis() >= begin && entry.millis() <= end)
                .filter(entry -> seen.add(entry.who() + entry.event().name().text()))
                .map(entry -> new Entry(
                        entry.at().minusNanos((long) (begin * 1e6)), entry.who(), entry.event(), entry.words()))
                .toList();
    }

    private static double at(List<Entry> entries, EventName name, double otherwise) {
        return entries.stream()
                .filter(entry -> entry.event().name() == name)
                .mapToDouble(Entry::millis)
                .min()
                .orElse(otherwise);
    }

    private static String lanes(List<Entry> entries) {
        double longest = entries.stream().mapToDouble(Entry::millis).max().orElse(1);
        StringBuilder svg = new StringBuilder();
        int height = 3 * LANE + 60;
        svg.append(String.format(
                Locale.ROOT, "<svg viewBox='0 0 %d %d' role='img' aria-label='timeline'>%n", WIDTH, height));
        for (Who who : Who.values()) {
            int y = laneY(who);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class='who' x='0' y='%d'>%s</text><line class='lane' x1='%d' y1='%d' x2='%d' y2='%d'/>%n",
                    y + 5,
                    who.text(),
                    LEFT,
                    y,
                    WIDTH,
                    y));
        }
        double step = niceStep(longest);
        for (double at = 0; at <= longest; at += step) {
            double x = x(at, longest);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class='grid' x1='%.1f' y1='20' x2='%.1f' y2='%d'/><text class='tick' x='%.1f' y='%d'>%.0f ms</text>%n",
                    x,
                    x,
                    height - 34,
                    x,
                    height - 16,
                    at));
        }
        double[][] taken = new double[Who.values().length][ROWS];
        for (Entry entry : entries) {
            int y = laneY(entry.who());
            double x = x(entry.millis(), longest);
            String label = shortLabel(entry);
            boolean right = x + label.length() * CHARACTER > WIDTH;
            double from = right ? x - label.length() * CHARACTER : x;
            int labelY = y + 20 + ROW * freeRow(taken[entry.who().ordinal()], from, from + label.length() * CHARACTER);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class='stem' x1='%.1f' y1='%d' x2='%.1f' y2='%d'/><circle class='%s' cx='%.1f' cy='%d' r='5'>"
                            + "<title>%.1f ms: %s</title></circle><text class='label' x='%.1f' y='%d' text-anchor='%s'>%s</text>%n",
                    x,
                    y,
                    x,
                    labelY,
                    entry.who().text(),
                    x,
                    y,
                    entry.millis(),
                    escape(entry.words()),
                    right ? x - 4 : x + 4,
                    labelY,
                    right ? "end" : "start",
                    escape(label)));
        }
        return svg.append("</svg>\n").toString();
    }

    /** The first row in which nothing stands yet from {@code from} on; the last one if all are full. */
    private static int freeRow(double[] takenUntil, double from, double to) {
        int row = 0;
        while (row < takenUntil.length - 1 && takenUntil[row] > from) {
            row++;
        }
        takenUntil[row] = to + 8;
        return row;
    }

    private static String shortLabel(Entry entry) {
        return String.format(Locale.ROOT, "%s %.1f", entry.event().name().text().replace('-', ' '), entry.millis());
    }

    private static int laneY(Who who) {
        return 30 + who.ordinal() * LANE;
    }

    private static double x(double millis, double longest) {
        return LEFT + 10 + millis / Math.max(longest, 1e-9) * (WIDTH - LEFT - 40);
    }

    private static double niceStep(double longest) {
        double raw = Math.max(longest, 1) / 8;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double factor : new double[] {1, 2, 5, 10}) {
            if (factor * power >= raw) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String waveforms(Heard side) {
        int longest = Math.max(side.said().length, side.heard().length);
        return "<svg viewBox='0 0 " + WIDTH + " 180' role='img' aria-label='said and heard'>"
                + "<text class='who' x='0' y='50'>said</text>" + waveform(side.said(), longest, 45, "said")
                + "<text class='who' x='0' y='140'>heard</text>" + waveform(side.heard(), longest, 135, "heard")
                + "</svg>\n";
    }

    /** Peaks of each column, mirrored around {@code middle}. */
    private static String waveform(short[] samples, int longest, int middle, String style) {
        int columns = WIDTH - LEFT;
        StringBuilder path = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            int from = (int) ((long) column * longest / columns);
            int to = Math.min((int) ((long) (column + 1) * longest / columns), samples.length);
            int peak = 0;
            for (int i = from; i < to; i++) {
                peak = Math.max(peak, Math.abs((int) samples[i]));
            }
            double half = peak / 32768.0 * 42;
            path.append(String.format(
                    Locale.ROOT, "M%d %.1fV%.1f", LEFT + column, middle - half - 0.3, middle + half + 0.3));
        }
        return "<path class='" + style + "' d='" + path + "'/>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;");
    }

    private static final String COLOURS =
            ":root{--ink:#1d2733;--faint:#d9d5cc;--door:#b4541f;--manager:#6b6f76;--caller:#1f6fb4}";

    private static final String MARKS = """
            .lane { stroke:var(--ink); stroke-width:1.5 } .grid { stroke:var(--faint) } .stem { stroke:var(--faint); stroke-width:1 }
            text { fill:var(--ink); font-size:12px } .who { font-weight:600; font-size:14px } .tick { text-anchor:middle; opacity:.7 }
            circle.door { fill:var(--door) } circle.manager { fill:var(--manager) } circle.caller { fill:var(--caller) }
            """;

    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Transom: one call</title>
            <style>
            :root { color-scheme: light dark; --ink:#1d2733; --paper:#fbfaf7; --faint:#d9d5cc; --door:#b4541f; --manager:#6b6f76; --caller:#1f6fb4; --good:#2c7a3f; --bad:#b3261e }
            @media (prefers-color-scheme: dark) { :root { --ink:#e6e3dc; --paper:#15191e; --faint:#333b44; --door:#f0935b; --manager:#a3a8b0; --caller:#6fb3ee; --good:#7fcf93; --bad:#ff8a80 } }
            body { margin:0; background:var(--paper); color:var(--ink); font:16px/1.5 system-ui, sans-serif }
            main { max-width:1120px; margin:0 auto; padding:32px 20px 64px }
            h1 { font-size:30px; margin:0 0 8px } h2 { font-size:19px; margin:36px 0 8px }
            svg { width:100%; height:auto; display:block }
            .verdict { font-size:19px; font-weight:600 } .good { color:var(--good) } .bad { color:var(--bad) }
            %MARKS%
            path.said { stroke:var(--manager) } path.heard { stroke:var(--caller) }
            table { border-collapse:collapse; width:100% } td, th { text-align:left; padding:3px 12px 3px 0; border-bottom:1px solid var(--faint); vertical-align:top }
            td.n { text-align:right; font-variant-numeric:tabular-nums; white-space:nowrap }
            tr.door td:nth-child(2) { color:var(--door) } tr.caller td:nth-child(2) { color:var(--caller) } tr.manager td:nth-child(2) { color:var(--manager) }
            </style>
            <main>
            """.replace("%MARKS%", MARKS);
}
