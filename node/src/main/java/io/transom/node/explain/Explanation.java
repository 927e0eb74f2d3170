package io.transom.node.explain;

import io.transom.node.explain.FlightLog.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call, seen from one or both of its ends.
 *
 * @param milestones what happened beside the search for a way, in order
 * @param ends each end's ways
 * @param length from the first to the last thing that is known of it
 */
public record Explanation(String call, List<Milestone> milestones, List<End> ends, Duration length) {
    /** Something that a person would ask about; {@code millis} since the call's first event. */
    public record Milestone(double millis, String who, String event, Map<String, String> fields) {}

    /** One end of the call: the ways it tried, in the order in which it did. */
    public record End(String who, List<Way> ways) {
        public End {
            ways = List.copyOf(ways);
        }

        /** The way that was used last. */
        public Optional<Way> last() {
            return ways.stream()
                    .filter(way -> !way.uses().isEmpty())
                    .reduce((a, b) ->
                            a.uses().getLast().from() > b.uses().getLast().from() ? a : b);
        }
    }

    /** A time during which sound took this way: why it was taken, and until when in milliseconds. */
    public record Use(double from, double until, String because) {}

    /**
     * One way that was tried.
     *
     * @param text as the endpoint named it
     * @param why what made it a candidate
     * @param answered when its first answer came, and how long that had taken
     */
    public record Way(String text, String why, double tried, Optional<Answer> answered, List<Use> uses) {
        public Way {
            uses = List.copyOf(uses);
        }

        /** Of which kind it is: {@code lan}, {@code direct}, {@code relay} or {@code tunnel}. */
        public String kind() {
            if (text.contains("tunnel")) {
                return "tunnel";
            }
            return text.contains("relay") ? "relay" : why.equals("lan") ? "lan" : "direct";
        }
    }

    /** The first answer. */
    public record Answer(double millis, String roundTripMs) {}

    public Explanation {
        milestones = List.copyOf(milestones);
        ends = List.copyOf(ends);
    }

    /** Makes sense of a call's lines; they must not be empty. */
    public static Explanation of(String call, List<Line> lines) {
        Instant start = lines.getFirst().at();
        Instant end = lines.getLast().at();
        Map<String, List<Line>> byEnd = new LinkedHashMap<>();
        List<Milestone> milestones = new ArrayList<>();
        for (Line line : lines) {
            byEnd.computeIfAbsent(line.who(), who -> new ArrayList<>()).add(line);
            if (!line.event().startsWith("path-")) {
                milestones.add(new Milestone(since(start, line.at()), line.who(), line.event(), line.fields()));
            }
        }
        List<End> ends = new ArrayList<>();
        byEnd.forEach((who, own) -> ends.add(new End(who, ways(own, start, since(start, end)))));
        return new Explanation(call, milestones, ends, Duration.between(start, end));
    }

    /** A way while its story is being read. */
    private static final class Story {
        private final String text;
        private String why = "";
        private double tried;
        private Optional<Answer> answer = Optional.empty();
        private final List<Use> uses = new ArrayList<>();

        Story(String text, double tried) {
            this.text = text;
            this.tried = tried;
        }
    }

    private static List<Way> ways(List<Line> lines, Instant start, double end) {
        Map<String, Story> stories = new LinkedHashMap<>();
        Optional<Story> used = Optional.empty();
        for (Line line : lines) {
            double at = since(start, line.at());
            if (line.event().equals("path-lost") || line.event().equals("call-ended")) {
                used.ifPresent(story -> stop(story, at));
                used = Optional.empty();
            }
            String way = line.field("way");
            if (way.isEmpty()) {
                continue;
            }
            Story story = stories.computeIfAbsent(way, text -> new Story(text, at));
            switch (line.event()) {
                case "path-tried" -> story.why = line.field("why");
                case "path-answered" ->
                    story.answer = story.answer.or(() -> Optional.of(new Answer(at, line.field("rttMs"))));
                case "path-chosen" -> {
                    used.ifPresent(before -> stop(before, at));
                    story.uses.add(new Use(at, end, line.field("because")));
                    used = Optional.of(story);
                }
                default -> {}
            }
        }
        return stories.values().stream()
                .map(story -> new Way(story.text, story.why, story.tried, story.answer, story.uses))
                .toList();
    }

    private static void stop(Story story, double at) {
        Use last = story.uses.removeLast();
        story.uses.add(new Use(last.from(), at, last.because()));
    }

    private static double since(Instant start, Instant at) {
        return Duration.between(start, at).toNanos() / 1e6;
    }
}
