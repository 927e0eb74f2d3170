package io.transom.core;

import java.util.List;

/** What a state answers to an input: the state after it, and what is to be done. */
public record Step<S, E>(S next, List<E> effects) {
    public Step {
        effects = List.copyOf(effects);
    }

    @SafeVarargs
    public static <S, E> Step<S, E> to(S next, E... effects) {
        return new Step<>(next, List.of(effects));
    }
}
