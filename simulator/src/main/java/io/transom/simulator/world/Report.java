package io.transom.simulator.world;

import io.transom.core.event.EventName;
import io.transom.simulator.control.Lie;
import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.router.Ports;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How often everything occurred: what never occurred was never tested. */
public final class Report {
    /** Events that no world has: they are about hardware, or of doors that let the visitor be heard before the answer. */
    private static final List<EventName> NOT_IN_THESE_WORLDS = List.of(
            EventName.MICROPHONE_OPENED,
            EventName.MICROPHONE_CLOSED,
            EventName.LAMP,
            EventName.PREVIEW,
            EventName.LOG_BROKEN);

    private final Map<String, Long> counts = new TreeMap<>();

    /** A report in which everything that has to occur stands with a zero. */
    public Report() {
        for (Fault fault : Fault.values()) {
            counts.put(name(fault), 0L);
        }
        for (RouterKind caller : Options.KINDS) {
            for (RouterKind device : Options.KINDS) {
                counts.put(pair(caller, device), 0L);
            }
        }
        for (Layout layout : Layout.values()) {
            counts.put("layout " + layout, 0L);
        }
        for (Ports ports : Ports.values()) {
            counts.put("router ports " + ports, 0L);
        }
        for (String more :
                List.of("hairpins", "rejects", "grants ports", "blocks UDP", "is kept open by inbound packets")) {
            counts.put("router " + more, 0L);
        }
        for (RouterKind firewall : Six.FIREWALLS) {
            counts.put("IPv6 firewall " + firewall.text(), 0L);
        }
        for (String homes : List.of("without IPv6", "with IPv6 too", "with IPv6 alone")) {
            counts.put("home " + homes, 0L);
        }
        for (String ways : List.of("IPv4 and IPv4", "IPv6 and IPv6", "IPv4 and IPv6", "IPv6 and IPv4")) {
            counts.put("final call's way is of " + ways, 0L);
        }
        for (Answer answer : Answer.values()) {
            counts.put("final call expected " + answer, 0L);
        }
        for (EventName event : EventName.values()) {
            if (!NOT_IN_THESE_WORLDS.contains(event)) {
                counts.put(name(event), 0L);
            }
        }
        for (Family.Guest guest : Family.Guest.values()) {
            counts.put("guest " + guest, 0L);
        }
        for (String more : List.of("calls of a liar", "door opened", "door learns who is taken back")) {
            counts.put(more, 0L);
        }
        for (String first : List.of("lan", "direct", "relay", "tunnel")) {
            counts.put("path none to " + first, 0L);
        }
        for (String change : List.of(
                "relay to direct",
                "tunnel to direct",
                "lost to direct",
                "lost to relay",
                "lost to tunnel",
                "direct to tunnel")) {
            counts.put("path " + change, 0L);
        }
        for (String weather : List.of("lost", "doubled", "late")) {
            counts.put("weather " + weather, 0L);
        }
        for (String end : List.of(
                "over direct and direct",
                "over lan and lan",
                "over relay and relay",
                "over tunnel and relay",
                "over relay and tunnel",
                "over tunnel and tunnel")) {
            counts.put("final call " + end, 0L);
        }
    }

    private Report(List<Lie> lies) {
        lies.forEach(lie -> counts.put(name(lie), 0L));
    }

    /** One in which every lie has to occur; everything else is the hostile worlds' task. */
    public static Report ofEvilWorlds() {
        return new Report(List.of(Lie.values()));
    }

    static String name(Lie lie) {
        return "lie " + lie;
    }

    static String name(Fault fault) {
        return "fault " + fault;
    }

    static String name(EventName event) {
        return "event " + event.text();
    }

    static String pair(RouterKind caller, RouterKind device) {
        return "pair " + plain(caller) + " - " + plain(device);
    }

    /** Whom it lets in, without the rest. */
    private static String plain(RouterKind kind) {
        boolean special = !kind.closed() || kind.blocksUdp();
        return special
                ? kind.text()
                : RouterKind.of(kind.mapping(), kind.filtering()).text();
    }

    /** What kind of world this is. */
    void count(Options options) {
        count(pair(options.caller(), options.device()));
        count("layout " + options.layout());
        countSix(options.callerSix());
        countSix(options.deviceSix());
        for (RouterKind kind : List.of(options.caller(), options.device())) {
            countIf(kind.hairpin(), "router hairpins");
            countIf(kind.rejects(), "router rejects");
            countIf(kind.grants(), "router grants ports");
            countIf(kind.blocksUdp(), "router blocks UDP");
            countIf(kind.inboundRefreshes(), "router is kept open by inbound packets");
            countIf(kind.mapping() != Mapping.NONE, "router ports " + kind.ports());
        }
    }

    private void countSix(Optional<Six> six) {
        count("home "
                + six.map(has -> has.alone() ? "with IPv6 alone" : "with IPv6 too")
                        .orElse("without IPv6"));
        six.ifPresent(has -> count("IPv6 firewall " + has.firewall().text()));
    }

    private void countIf(boolean holds, String what) {
        if (holds) {
            count(what);
        }
    }

    public void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    public void add(Report other) {
        other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
    }

    public long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What never occurred. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        counts.forEach((what, count) -> {
            if (count == 0) {
                missing.add(what);
            }
        });
        return missing;
    }

    /** Every count, one a line. */
    public String lines() {
        StringBuilder text = new StringBuilder();
        counts.forEach((what, count) -> text.append(String.format(Locale.ROOT, "%10d  %s%n", count, what)));
        return text.toString();
    }

    /** Adds what one of {@link #lines} says; anything else is passed over. */
    public void addLine(String line) {
        String[] parts = line.strip().split("  ", 2);
        if (parts.length == 2 && parts[0].chars().allMatch(c -> c >= '0' && c <= '9') && !parts[0].isEmpty()) {
            counts.merge(parts[1], Long.parseLong(parts[0]), Long::sum);
        }
    }

    /** One line for each, without the pairs, which are summed up. */
    public String text() {
        StringBuilder text = new StringBuilder();
        long least = Long.MAX_VALUE;
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            if (entry.getKey().startsWith("pair ")) {
                least = Math.min(least, entry.getValue());
            } else {
                text.append(String.format(Locale.ROOT, "%10d  %s%n", entry.getValue(), entry.getKey()));
            }
        }
        return text.append(String.format(Locale.ROOT, "%10d  the rarest firewall pair%n", least))
                .toString();
    }
}
