package io.transom.core.path;

import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many packets of one call, or window, may leave to an address and port, and to an address; and what all of them may
 * ({@link Allowance}). What goes to a proved path isn't counted: its consent is (RFC 7675).
 */
final class Budgets {
    /** One first round for each of two ports; a second's worth of later rounds comes back each second. */
    private static final int ASKED_AT_ONCE_PER_ADDRESS = 10;

    private static final Duration ASK_REFILL_PER_ADDRESS = Duration.ofMillis(100);

    /** A first round of 5 and then 3 a second: 12 s, longer than the 10 s after which a call without a path ends. */
    static final int MOST_ASKED_WITHOUT_AN_ANSWER = 40;

    /** Where only the manager says that the peer is, it gets the design's first round: it opens the window, and waits. */
    static final int MOST_ON_THE_MANAGERS_WORD = 5;

    /** Afterwards, while the peer is there on another path: a short round a minute. */
    private static final int ASKED_LATER_AT_ONCE = 3;

    private static final Duration ASK_LATER_REFILL = Duration.ofSeconds(20);

    /** The peer asks 5 to 10 times a second once it is proved, a little more while paths are sought. */
    private static final int ANSWERED_AT_ONCE = 20;

    private static final Duration ANSWER_REFILL = Duration.ofMillis(25);

    /** Twice what one port gets: the primary and the alternate port. */
    private static final int ANSWERED_AT_ONCE_PER_ADDRESS = 40;

    private static final Duration ANSWER_REFILL_PER_ADDRESS = Duration.ofNanos(12_500_000);

    private final Map<UdpAddress, OfPort> ports = new TreeMap<>();
    private final Map<IpAddress, OfAddress> addresses = new TreeMap<>();

    private final Allowance ofAll;

    Budgets(Allowance ofAll) {
        this.ofAll = ofAll;
    }

    private static final class OfPort {
        private int unanswered;
        private final Bucket later = new Bucket(ASKED_LATER_AT_ONCE, ASK_LATER_REFILL);
        private final Bucket answers = new Bucket(ANSWERED_AT_ONCE, ANSWER_REFILL);
    }

    private static final class OfAddress {
        private final Bucket asks = new Bucket(ASKED_AT_ONCE_PER_ADDRESS, ASK_REFILL_PER_ADDRESS);
        private final Bucket answers = new Bucket(ANSWERED_AT_ONCE_PER_ADDRESS, ANSWER_REFILL_PER_ADDRESS);
    }

    /**
     * May a null packet that nobody asked for leave to {@code to}? If so, it is counted.
     *
     * @param peerIsThere on another path: it answers, so it goes on to name this address
     */
    boolean takeAsk(UdpAddress to, boolean peerIsThere, Moment now) {
        OfPort port = port(to);
        boolean spent = port.unanswered >= MOST_ASKED_WITHOUT_AN_ANSWER;
        boolean may = (!spent || peerIsThere && port.later.has(now))
                && address(to.ip()).asks.has(now)
                && ofAll.take(to, now)
                && address(to.ip()).asks.take(now);
        if (may && spent) {
            port.later.take(now);
        }
        port.unanswered = Math.min(port.unanswered + (may ? 1 : 0), MOST_ASKED_WITHOUT_AN_ANSWER);
        return may;
    }

    /** May what an authentic packet from {@code to} provokes leave: a response, a triggered null packet? */
    boolean takeAnswer(UdpAddress to, Moment now) {
        return address(to.ip()).answers.has(now)
                && port(to).answers.take(now)
                && address(to.ip()).answers.take(now);
    }

    boolean isSpent(UdpAddress to) {
        return port(to).unanswered >= MOST_ASKED_WITHOUT_AN_ANSWER;
    }

    /** Whether as much has gone there as the manager alone can have us send. */
    boolean isSpentOnTheManagersWord(UdpAddress to) {
        return port(to).unanswered >= MOST_ON_THE_MANAGERS_WORD;
    }

    /** Somebody with the call's keys is there: asking it again is no reflection. */
    void authenticated(UdpAddress from) {
        port(from).unanswered = 0;
        ofAll.authenticated(from);
    }

    /** Bounded by the caller: only targets have a budget, and those are bounded. The address keeps its buckets. */
    void forget(UdpAddress port) {
        ports.remove(port);
    }

    private OfPort port(UdpAddress address) {
        return ports.computeIfAbsent(address, a -> new OfPort());
    }

    private OfAddress address(IpAddress ip) {
        return addresses.computeIfAbsent(ip, a -> new OfAddress());
    }
}
