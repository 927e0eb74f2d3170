package io.transom.node.explain;

import io.transom.node.explain.Explanation.End;
import io.transom.node.explain.Explanation.Milestone;
import io.transom.node.explain.Explanation.Use;
import io.transom.node.explain.Explanation.Way;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An explanation for a terminal: the milestones, a table of the ways, and the reason in a sentence. */
final class ExplanationText {
    static final Map<String, String> WHY = Map.of(
            "named", "named by the other end",
            "attested", "seen by the manager",
            "lan", "in the same home",
            "relay", "the manager's relay",
            "tunnel", "the manager's web port",
            "moved", "moved there",
            "heard", "heard from there",
            "granted", "opened by the router",
            "predicted", "predicted port",
            "probed", "found by probing");

    private static final Map<String, String> BECAUSE = Map.of(
            "first", "it was the first way that was proved",
            "better class", "it is a better kind of way than the one before",
            "faster", "it was clearly faster",
            "less loss", "it lost less",
            "old one lost", "the one before had gone dark");

    /** Where sound went. */
    private static final Map<String, String> WENT = Map.of(
            "lan", "within the home",
            "direct", "directly",
            "relay", "through the manager's relay",
            "tunnel", "through the manager's web port");

    /** One that was given up in the instant in which it was taken comes before the one that followed. */
    private static final Comparator<Use> IN_ORDER =
            Comparator.comparingDouble(Use::from).thenComparingDouble(Use::until);

    private ExplanationText() {}

    static List<String> of(Explanation explained) {
        List<String> lines = new ArrayList<>();
        lines.add("call " + explained.call() + ", "
                + String.format(Locale.ROOT, "%.1f s", explained.length().toMillis() / 1e3));
        lines.add("");
        explained.milestones().forEach(milestone -> lines.add(line(milestone)));
        for (End end : explained.ends()) {
            lines.add("");
            lines.add(end.who() + " tried " + count(end.ways().size())
                    + (end.ways().isEmpty() ? "." : ":"));
            if (!end.ways().isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %-52s %-22s %9s %11s %10s",
                        "way",
                        "known as",
                        "tried",
                        "answered",
                        "round trip"));
            }
            end.ways().forEach(way -> lines.add(line(way)));
            end.ways().stream()
                    .flatMap(way -> way.uses().stream().map(use -> Map.entry(use, sentence(way, use))))
                    .sorted(Comparator.comparing(Map.Entry::getKey, IN_ORDER))
                    .forEach(entry -> lines.add(entry.getValue()));
            if (end.last().isEmpty()) {
                lines.add("  No way was proved" + (end.ways().isEmpty() ? "." : ": nothing came back on any of them."));
            }
        }
        return lines;
    }

    private static String line(Milestone milestone) {
        String fields = milestone.fields().entrySet().stream()
                .filter(field ->
                        List.of("reason", "from", "to", "path", "remote").contains(field.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                        Locale.ROOT,
                        "%10.1f ms  %-8s %s  %s",
                        milestone.millis(),
                        milestone.who(),
                        milestone.event().replace('-', ' '),
                        fields)
                .stripTrailing();
    }

    private static String line(Way way) {
        return String.format(
                Locale.ROOT,
                "  %-52s %-22s %6.1f ms %11s %10s",
                way.kind() + " " + way.text(),
                WHY.getOrDefault(way.why(), way.why()),
                way.tried(),
                way.answered().map(answer -> millis(answer.millis())).orElse("no answer"),
                way.answered().map(answer -> roundTrip(answer.roundTripMs())).orElse("-"));
    }

    private static String sentence(Way way, Use use) {
        return String.format(
                Locale.ROOT,
                "  %.1f to %.1f ms: sound went %s (%s), because %s.",
                use.from(),
                use.until(),
                WENT.getOrDefault(way.kind(), way.kind()),
                way.text(),
                BECAUSE.getOrDefault(use.because(), use.because()));
    }

    private static String roundTrip(String millis) {
        try {
            return millis(Double.parseDouble(millis));
        } catch (NumberFormatException e) {
            return "-";
        }
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private static String count(int ways) {
        return ways == 0 ? "nothing" : ways == 1 ? "one way" : ways + " ways";
    }
}
