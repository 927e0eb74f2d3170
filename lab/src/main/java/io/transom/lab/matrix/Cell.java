package io.transom.lab.matrix;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of the calls from one kind of home to another.
 *
 * @param calls one or more
 */
public record Cell(Matrix.Pair pair, List<Call> calls) {
    /** By which way a call went, from the best to the worst. */
    public enum Way {
        DIRECT,
        RELAY_FIRST,
        RELAY,
        TUNNEL,
        FAILED;

        public boolean isDirect() {
            return this == DIRECT || this == RELAY_FIRST;
        }

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

    public RouterRow caller() {
        return pair.caller();
    }

    public RouterRow door() {
        return pair.door();
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
                .flatMap(call -> expectation.complaint(caller() + " calls " + door(), pair.answer(), call).stream())
                .findFirst();
    }
}
