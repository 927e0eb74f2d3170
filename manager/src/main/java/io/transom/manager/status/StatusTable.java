package io.transom.manager.status;

import io.transom.manager.status.StatusReport.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report as people read it. */
public final class StatusTable {
    private static final List<String> HEADINGS =
            List.of("NAME", "ROLE", "HOUSEHOLD", "ONLINE", "SEEN FROM", "FIREWALL", "SINCE");

    private StatusTable() {}

    public static String of(StatusReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.healthy() ? "The manager is well." : "The manager is in trouble: " + report.trouble())
                .append(" HTTP port ")
                .append(report.httpPort())
                .append(", UDP ports ")
                .append(report.udpPorts().getFirst())
                .append(" and ")
                .append(report.udpPorts().getLast())
                .append(", broker ")
                .append(report.broker())
                .append(", ")
                .append(report.connections())
                .append(report.connections() == 1 ? " connection.\n\n" : " connections.\n\n");
        if (report.endpoints().isEmpty()) {
            text.append("Nobody has joined yet: make a code with transom invite.\n");
        } else {
            table(report.endpoints(), text);
            meanings(report.endpoints(), text);
        }
        text.append('\n').append(relay(report)).append('\n');
        if (!report.counters().isEmpty()) {
            text.append("\nSince it started:\n");
            for (Map.Entry<String, Long> count : report.counters().entrySet()) {
                text.append(String.format("%8d  %s%n", count.getValue(), count.getKey()));
            }
        }
        return text.toString().stripTrailing();
    }

    private static String relay(StatusReport report) {
        return report.relay()
                .map(use -> String.format(
                        "The relay: %d %s now, %d packets (%.1f MB) passed on since it started.",
                        use.calls(), use.calls() == 1 ? "call" : "calls", use.packets(), use.octets() / 1e6))
                .orElse("The relay is off: calls without a direct way fail.");
    }

    private static void table(List<Line> endpoints, StringBuilder text) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        endpoints.forEach(line -> rows.add(cells(line)));
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(
                        widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        }
        for (List<String> row : rows) {
            StringBuilder shown = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                shown.append(cell).repeat(' ', widths[i] - cell.codePointCount(0, cell.length()) + 2);
            }
            text.append(shown.toString().stripTrailing()).append('\n');
        }
    }

    private static void meanings(List<Line> endpoints, StringBuilder text) {
        List<Line> online = endpoints.stream().filter(Line::online).toList();
        if (!online.isEmpty()) {
            text.append('\n');
        }
        for (Line line : online) {
            text.append(line.name()).append(": ").append(line.meaning()).append('\n');
        }
    }

    private static List<String> cells(Line line) {
        return List.of(
                line.name(),
                line.role(),
                line.household(),
                line.online() ? "yes" : "no",
                line.online() && line.seenFrom().isEmpty() ? "not seen yet" : String.join(" ", line.seenFrom()),
                line.firewall(),
                line.since().orElse(""));
    }
}
