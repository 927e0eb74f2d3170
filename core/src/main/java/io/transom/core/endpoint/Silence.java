package io.transom.core.endpoint;

import io.transom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked so far with a wish whose answer may be silence. A lost packet is silence too: each question therefore
 * goes out with a twin that differs only in having no wish, and counts only where the twin was answered; every twin that
 * gets lost raises the number that has to count. Answers may be late: every question stays open until it is decided.
 */
final class Silence {
    /** With one packet in ten lost each way, three answers in a row are lost once in 150 times, each twin arriving. */
    static final int SILENCES = 3;
    /** Room for three lost twins; a line that loses more is no line to measure on. */
    static final int MOST_TRIES = 9;

    private final List<Bytes> asked = new ArrayList<>();
    private final List<Bytes> unansweredTwins = new ArrayList<>();

    void ask(Bytes wish, Bytes twin) {
        asked.add(wish);
        unansweredTwins.add(twin);
    }

    boolean isWish(Bytes transaction) {
        return asked.contains(transaction);
    }

    boolean isTwin(Bytes transaction) {
        return unansweredTwins.contains(transaction);
    }

    boolean twinAnswered(Bytes transaction) {
        return unansweredTwins.remove(transaction);
    }

    /** Nothing came, and that means something. */
    boolean counts() {
        int lost = unansweredTwins.size();
        return asked.size() - lost >= SILENCES + lost;
    }

    /** Nothing came, and that means nothing. */
    boolean inVain() {
        return !counts() && asked.size() >= MOST_TRIES;
    }
}
