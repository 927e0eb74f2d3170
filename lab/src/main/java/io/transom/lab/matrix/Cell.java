package io.transom.lab.matrix;

import io.transom.simulator.oracle.Reachability;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of the calls from one kind of home to another.
 *
 * @param calls one or more
 */
public record Cell(RouterRow caller, RouterRow door, List<Call> calls) {
    /** By which way a call went, from the best to the worst. */
    public enum Way {
        DIRECT,
        RELAY_FIRST,
        RELAY,
        TUNNEL,
        FAILED;

        public String text() {
            return this == RELAY_FIRST ? "relay, then direct" : name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One call.
     *
     * @param setupMillis from asking to the first sound at the caller, where it came so far
     * @param story how it ended, and what both ends told on the way; for whoever has to find out why
     */
    public record Call(Way way, OptionalDouble setupMillis, List<String> story) {
        public Call {
            story = List.copyOf(story);
        }
    }

    public Cell {
        calls = List.copyOf(calls);
    }

    /** Whether the oracle says that a direct way exists. */
    public static boolean oracleSaysDirect(RouterRow caller, RouterRow door) {
        return caller.side()
                .flatMap(one -> door.side().map(other -> Reachability.direct(one, other)))
                .orElse(false);
    }

    /** The worst of its calls: a way that fails one time in three is not a way. */
    public Way way() {
        return calls.stream().map(Call::way).max(Way::compareTo).orElseThrow();
    }

    public OptionalDouble medianSetupMillis() {
        List<Double> sorted = calls.stream()
                .flatMap(call -> call.setupMillis().stream().boxed())
                .sorted()
                .toList();
        return sorted.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sorted.get(sorted.size() / 2));
    }

    /** Why this cell isn't as it has to be; empty where it is. */
    public Optional<String> complaint(Expectation expectation) {
        return calls.stream()
                .flatMap(call -> expectation.complaint(caller, door, call.way()).stream()
                        .map(words ->
                                caller + " calls " + door + ": " + words + "\n  " + String.join("\n  ", call.story())))
                .findFirst();
    }
}
