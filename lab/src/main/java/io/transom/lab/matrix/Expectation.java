package io.transom.lab.matrix;

import io.transom.lab.matrix.Cell.Way;
import io.transom.simulator.oracle.Reachability.Answer;
import java.util.Optional;

/** How laboratory and oracle have to agree. */
public enum Expectation {
    /** Direct where the oracle says so, and not where it says that this can't be; how a call goes else isn't asked. */
    DIRECT_AS_THE_ORACLE_SAYS {
        @Override
        Optional<String> complaint(Answer answer, Cell.Call call) {
            Way way = call.way();
            boolean holds = switch (answer) {
                case LAN, DIRECT -> way.isDirect();
                case DIRECT_IN_STEP, DIRECT_OR_RELAY, DIRECT_MOSTLY -> true;
                case RELAY, TUNNEL -> !way.isDirect();
            };
            return holds ? Optional.empty() : Optional.of("is " + way.text() + ", and the oracle says " + answer);
        }
    },
    /** By the very way that the oracle names: no call fails. */
    BY_THE_WAY_THAT_THE_ORACLE_NAMES {
        @Override
        Optional<String> complaint(Answer answer, Cell.Call call) {
            Way way = call.way();
            boolean holds = switch (answer) {
                case LAN, DIRECT -> way.isDirect();
                // A machine that is busy tells the two ends too long after each other.
                case DIRECT_IN_STEP, DIRECT_OR_RELAY, DIRECT_MOSTLY -> way.isDirect() || way == Way.RELAY;
                case RELAY -> way == Way.RELAY;
                case TUNNEL -> way == Way.TUNNEL;
            };
            return holds ? Optional.empty() : Optional.of("is " + way.text() + ", and the oracle says " + answer);
        }
    };

    /** What is wrong with a call; empty where nothing is. */
    abstract Optional<String> complaint(Answer answer, Cell.Call call);

    /** The same with the story of the call. */
    Optional<String> complaint(String who, Answer answer, Cell.Call call) {
        return complaint(answer, call).map(words -> who + ": " + words + "\n  " + String.join("\n  ", call.story()));
    }
}
