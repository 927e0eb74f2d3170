package io.transom.node.explain;

import io.transom.node.explain.Explanation.End;
import io.transom.node.explain.Explanation.Milestone;
import io.transom.node.explain.Explanation.Use;
import io.transom.node.explain.Explanation.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An explanation as one SVG: a lane for each way, time from left to right. A hollow ring is a first packet, a full dot the
 * first answer, a bar the time during which sound took that way.
 */
final class ExplanationPicture {
    private static final int WIDTH = 1_100;
    private static final int LABELS = 360;
    private static final int LANE = 26;
    private static final int RIGHT = 30;
    private static final int TOP = 60;
    /** Lanes beyond that are told in words: a search over a thousand ports is one line, not a thousand. */
    private static final int MOST_LANES = 40;

    private final Explanation explained;
    private final StringBuilder svg = new StringBuilder();
    private int y = TOP;

    private ExplanationPicture(Explanation explained) {
        this.explained = explained;
    }

    static String of(Explanation explained) {
        return new ExplanationPicture(explained).draw();
    }

    private String draw() {
        milestones();
        explained.ends().forEach(this::end);
        int height = y + 50;
        String head = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height
                + "\" font-family=\"system-ui, sans-serif\" font-size=\"12\" role=\"img\">\n"
                + "<title>What was tried in a call, and which way won</title>\n"
                + "<rect width=\"" + WIDTH + "\" height=\"" + height + "\" fill=\"#ffffff\"/>\n";
        text(20, 26, "#111827", 16, "call " + explained.call());
        axis(height - 18);
        legend(height - 18);
        return head + svg + "</svg>\n";
    }

    /** The times that people ask about, as thin lines over all lanes. */
    private void milestones() {
        List<String> told = List.of("call-requested", "call-notice", "ready", "first-sound", "talking", "call-ended");
        List<String> seen = new ArrayList<>();
        for (Milestone milestone : explained.milestones()) {
            String key = milestone.who() + milestone.event();
            if (!told.contains(milestone.event()) || seen.contains(key) || seen.size() >= MOST_LANES) {
                continue;
            }
            seen.add(key);
            text(
                    20,
                    y,
                    "#6b7280",
                    12,
                    milestone.who() + ": " + milestone.event().replace('-', ' '));
            double x = x(milestone.millis());
            circle(x, y - 4, "#6b7280", true);
            text(x + 8, y, "#6b7280", 11, millis(milestone.millis()));
            y += 18;
        }
        y += 10;
    }

    private void end(End end) {
        text(20, y, "#111827", 14, end.who());
        y += LANE;
        end.ways().stream().limit(MOST_LANES).forEach(this::lane);
        if (end.ways().size() > MOST_LANES) {
            text(30, y, "#6b7280", 12, "and " + (end.ways().size() - MOST_LANES) + " more ways");
            y += LANE;
        }
        y += 8;
    }

    private void lane(Way way) {
        text(30, y, "#111827", 12, shortened(way.kind() + " " + way.text()));
        line(x(way.tried()), y - 4, x(explained.length().toNanos() / 1e6), "#e5e7eb", 1);
        for (Use use : way.uses()) {
            line(x(use.from()), y - 4, Math.max(x(use.until()), x(use.from()) + 2), colour(way.kind()), 10);
        }
        circle(x(way.tried()), y - 4, colour(way.kind()), false);
        way.answered().ifPresent(answer -> {
            circle(x(answer.millis()), y - 4, colour(way.kind()), true);
            text(x(answer.millis()) + 8, y - 11, "#374151", 10, millis(answer.millis()));
        });
        y += LANE;
    }

    private void axis(int bottom) {
        double length = explained.length().toNanos() / 1e6;
        for (int tick = 0; tick <= 4; tick++) {
            double at = length * Math.pow(tick / 4.0, 2);
            text(x(at) - 10, bottom - 16, "#9ca3af", 10, millis(at));
        }
    }

    private void legend(int bottom) {
        int x = 20;
        for (String kind : List.of("lan", "direct", "relay", "tunnel")) {
            line(x, bottom - 4, x + 16, colour(kind), 10);
            text(x + 22, bottom, "#374151", 12, kind);
            x += 80;
        }
    }

    /** Square root of time: the first hundred milliseconds are what the question is about. */
    private double x(double millis) {
        double length = Math.max(1, explained.length().toNanos() / 1e6);
        double share = Math.sqrt(Math.clamp(millis / length, 0, 1));
        return LABELS + share * (WIDTH - LABELS - RIGHT - 60);
    }

    private static String colour(String kind) {
        return switch (kind) {
            case "lan" -> "#0e7490";
            case "direct" -> "#15803d";
            case "relay" -> "#d97706";
            default -> "#b91c1c";
        };
    }

    private static String shortened(String text) {
        return text.length() <= 52 ? text : text.substring(0, 51) + "…";
    }

    private static String millis(double millis) {
        return millis < 10_000
                ? String.format(Locale.ROOT, "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    private void circle(double x, double at, String colour, boolean full) {
        svg.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                x,
                at,
                full ? colour : "#ffffff",
                colour));
    }

    private void line(double from, double at, double to, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                from,
                at,
                to,
                at,
                colour,
                width));
    }

    private void text(double x, double at, String colour, int size, String words) {
        String safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" font-size=\"%d\">%s</text>%n",
                x,
                at,
                colour,
                size,
                safe));
    }
}
