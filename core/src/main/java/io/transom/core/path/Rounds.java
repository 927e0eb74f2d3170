package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;

/**
 * When the null packets to one target leave while no path to it is proved, and from which socket: five in the first
 * second, then three a second; less and less often while there is a worse path. All sockets share them, so that a target
 * never gets more.
 *
 * <pre>
 * milliseconds   0    5   50  150  200  350  400  | 1000 1100 1300 | 2000 ...
 * device         P    A    P    P         A       |   P    A    P  |   P
 * caller         P         P    P    A         P  |   P    A    P  |   P       P primary socket, A an alternate one
 * </pre>
 *
 * <p>The gaps grow from about one frame to about one long round trip: two early losses in a row cost 50 ms, and a slow
 * path isn't flooded. The caller's alternate socket waits until the device has had the notice and has sent first: a
 * router that rejects what it doesn't expect, instead of dropping it, binds the address pair to that rejection (Linux
 * conntrack keeps an entry for 30 s), and whoever comes second is given another port. With one port opened by the
 * caller first and one by the device first, such a router on either side leaves one of them unspoilt.
 */
final class Rounds {
    static final Duration ROUND = Duration.ofSeconds(1);

    /** What closes a direct path is either over within seconds or lasts: first rests of 2, 4, 8, 16 and 32 s. */
    private static final Duration FIRST_REST = Duration.ofSeconds(2);

    private static final int MOST_DOUBLINGS = 5;

    private enum From {
        PRIMARY,
        ALTERNATE
    }

    private record Slot(Duration at, From from) {}

    private static final Slot[] DEVICE_FIRST = {
        slot(0, From.PRIMARY),
        slot(5, From.ALTERNATE),
        slot(50, From.PRIMARY),
        slot(150, From.PRIMARY),
        slot(350, From.ALTERNATE)
    };
    private static final Slot[] CALLER_FIRST = {
        slot(0, From.PRIMARY),
        slot(50, From.PRIMARY),
        slot(150, From.PRIMARY),
        slot(200, From.ALTERNATE),
        slot(400, From.PRIMARY)
    };
    private static final Slot[] LATER = {slot(0, From.PRIMARY), slot(100, From.ALTERNATE), slot(300, From.PRIMARY)};

    private final Slot[] firstRound;
    private final int primary;
    private final int sockets;
    private int round;
    private int next;
    private int alternatesUsed;
    private int rests;
    private Moment start;

    private Rounds(boolean caller, int primary, int sockets, Moment start) {
        this.firstRound = caller ? CALLER_FIRST : DEVICE_FIRST;
        this.primary = primary;
        this.sockets = sockets;
        this.start = start;
    }

    /** From every socket in turn, the primary one (0) first and most often. */
    static Rounds fromAll(boolean caller, int sockets, Moment start) {
        return new Rounds(caller, 0, sockets, start);
    }

    /**
     * From {@code socket} alone, and after the packet that its discovery triggers: a port that a router made for this
     * socket's packets is of no use to another.
     */
    static Rounds fromOne(boolean caller, int socket, Moment start) {
        Rounds rounds = new Rounds(caller, socket, 1, start);
        rounds.next = 1;
        return rounds;
    }

    /** Through a relay, where the one socket is as good as another, and nobody else has sent yet. */
    static Rounds fromOneAtOnce(boolean caller, Moment start) {
        return new Rounds(caller, 0, 1, start);
    }

    /** Begins anew with a first round. */
    void restart(Moment now) {
        round = 0;
        next = 0;
        rests = 0;
        start = now;
    }

    boolean isInFirstRound() {
        return round == 0;
    }

    Moment due() {
        return start.plus(slots()[next].at());
    }

    /**
     * Uses the slot that is due: the socket to send from.
     *
     * @param inNoHurry there is a path, if only a worse one
     */
    int take(boolean inNoHurry, Moment now) {
        From from = slots()[next].from();
        next++;
        if (next == slots().length) {
            next = 0;
            round++;
            // A wake-up that came late shifts what follows; it doesn't pile it up.
            Moment regular = start.plus(inNoHurry ? rest() : ROUND);
            start = regular.isBefore(now) ? now : regular;
        }
        return switch (from) {
            case PRIMARY -> primary;
            case ALTERNATE -> sockets == 1 ? primary : 1 + alternatesUsed++ % (sockets - 1);
        };
    }

    private Duration rest() {
        return FIRST_REST.multipliedBy(1L << Math.min(rests++, MOST_DOUBLINGS));
    }

    private Slot[] slots() {
        return round == 0 ? firstRound : LATER;
    }

    private static Slot slot(int millis, From from) {
        return new Slot(Duration.ofMillis(millis), from);
    }
}
