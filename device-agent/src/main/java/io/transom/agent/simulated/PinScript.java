package io.transom.agent.simulated;

import io.transom.core.Input.LineChanged.Line;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody at the simulated door does, and when: {@code at 2s press button; at 3s press talk; at 9s release talk}. */
public record PinScript(List<Step> steps) {
    /** More than a person does in a day; a longer script is a mistake. */
    static final int MOST_STEPS = 10_000;

    /** A day and more: beyond it somebody has mixed up the units. */
    static final Duration LATEST = Duration.ofDays(2);

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(ms|s)");
    private static final String REMEDY = "write it like \"at 2s press button; at 3s press talk; at 9s release talk\"";

    /** @param at counted from the start of the clock */
    public record Step(Duration at, Line line, boolean press) {}

    public PinScript {
        steps = List.copyOf(steps);
    }

    /** Nobody is at the door. */
    public static PinScript empty() {
        return new PinScript(List.of());
    }

    /**
     * Reads a script. Blank text is the empty script, a trailing semicolon is allowed.
     *
     * @throws IllegalArgumentException naming the piece, its position in the text (from 1) and what to write instead
     */
    public static PinScript parse(String text) {
        List<Step> steps = new ArrayList<>();
        Set<Line> held = EnumSet.noneOf(Line.class);
        int from = 0;
        while (from <= text.length()) {
            int semicolon = text.indexOf(';', from);
            int to = semicolon < 0 ? text.length() : semicolon;
            Piece piece = Piece.of(text, from, to);
            if (!piece.text().isEmpty()) {
                Step step = step(piece);
                check(step, piece, steps, held);
                steps.add(step);
            }
            from = to + 1;
        }
        return new PinScript(steps);
    }

    private static Step step(Piece piece) {
        String[] words = piece.text().split("\\s+", -1);
        if (words.length != 4 || !words[0].equals("at")) {
            throw piece.wrong("is not a step", REMEDY);
        }
        Duration at = time(words[1])
                .orElseThrow(() -> piece.wrong(
                        "has no time that can be read: \"" + words[1] + "\"",
                        "write a number with s or ms, like 2s or 1500ms"));
        boolean press = switch (words[2]) {
            case "press" -> true;
            case "release" -> false;
            default -> throw piece.wrong("does \"" + words[2] + "\"", "the verbs are press and release");
        };
        Line line = switch (words[3]) {
            case "button" -> Line.BUTTON;
            case "talk" -> Line.TALK;
            default ->
                throw piece.wrong(
                        "names \"" + words[3] + "\"", "the inputs are button (the doorbell) and talk (push-to-talk)");
        };
        return new Step(at, line, press);
    }

    private static Optional<Duration> time(String word) {
        Matcher matcher = TIME.matcher(word);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        BigDecimal nanos = number.movePointRight(matcher.group(2).equals("s") ? 9 : 6);
        return Optional.of(Duration.ofNanos(nanos.longValue()));
    }

    /** Time only goes forward, and only what is pressed can be released; pressing again lets go first. */
    private static void check(Step step, Piece piece, List<Step> before, Set<Line> held) {
        if (step.at().compareTo(LATEST) > 0) {
            throw piece.wrong("is later than " + LATEST.toDays() + " days", "write an earlier time");
        }
        if (!before.isEmpty() && step.at().compareTo(before.getLast().at()) < 0) {
            throw piece.wrong("comes earlier than the step before it", "write the steps in order of time");
        }
        if (before.size() >= MOST_STEPS) {
            throw piece.wrong("is step number " + (MOST_STEPS + 1), "write at most " + MOST_STEPS + " steps");
        }
        if (!step.press() && !held.contains(step.line())) {
            throw piece.wrong("releases what is not pressed", "press it first");
        }
        if (step.press()) {
            held.add(step.line());
        } else {
            held.remove(step.line());
        }
    }

    /** One piece between semicolons and where it begins. */
    private record Piece(String text, int position) {
        static Piece of(String script, int from, int to) {
            String raw = script.substring(from, to);
            return new Piece(
                    raw.strip(), from + raw.length() - raw.stripLeading().length() + 1);
        }

        IllegalArgumentException wrong(String what, String remedy) {
            return new IllegalArgumentException(
                    "script: \"" + text + "\" at position " + position + " " + what + "; " + remedy);
        }
    }
}
