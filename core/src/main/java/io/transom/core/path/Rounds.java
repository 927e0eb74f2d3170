package io.transom.core.path;

import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
 * path isn't flooded. A router that rejects what it doesn't expect, instead of dropping it, binds the address pair to
 * that rejection (Linux conntrack keeps an entry for 30 s), and whoever opens it from within afterwards is given another
 * port, and keeps that port for whatever else the same socket opens then. So one pair is left alone, that of the two
 * alternate ports: the caller's alternate socket keeps still until the manager has handed the device its notice, which is
 * told to both in one instant ({@link #peerIsTold}), and nothing goes to the device's alternate port before. Then both open
 * the pair before either's packet can arrive, and such routers on both sides leave it unspoilt. Where nothing is told it
 * waits for as long as a notice takes at most.
 */
final class Rounds {
    static final Duration ROUND = Duration.ofSeconds(1);

    /** What closes a direct path is either over within seconds or lasts: first rests of 2, 4, 8, 16 and 32 s. */
    private static final Duration FIRST_REST = Duration.ofSeconds(2);

    private static final int MOST_DOUBLINGS = 5;

    private static final Duration DEVICE_OPENS = Duration.ofMillis(15);

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
    private static final Slot[] CALLER_IN_STEP = {
        slot(200, From.ALTERNATE), slot(250, From.PRIMARY), slot(400, From.PRIMARY), slot(600, From.ALTERNATE)
    };
    private static final Slot[] LATER = {slot(0, From.PRIMARY), slot(100, From.ALTERNATE), slot(300, From.PRIMARY)};

    private Slot[] firstRound;
    private final boolean caller;
    private final int primary;
    private final int sockets;
    private int round;
    private int next;
    private int alternatesUsed;
    private int rests;
    private Moment start;

    private Rounds(boolean caller, int primary, int sockets, Moment start) {
        this.caller = caller;
        this.firstRound = firstRound(caller);
        this.primary = primary;
        this.sockets = sockets;
        this.start = start;
    }

    /** From every socket in turn, the primary one (0) first and most often. */
    static Rounds fromAll(boolean caller, int sockets, Moment start) {
        return new Rounds(caller, 0, sockets, start);
    }

    /** As {@link #fromAll}, for another port of an address: from the caller's primary socket only once the device has sent. */
    static Rounds inStep(boolean caller, int sockets, Moment start) {
        Rounds rounds = new Rounds(caller, 0, sockets, start);
        rounds.firstRound = caller && sockets > 1 ? CALLER_IN_STEP : rounds.firstRound;
        return rounds;
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
        firstRound = firstRound(caller);
        round = 0;
        next = 0;
        rests = 0;
        start = now;
    }

    /**
     * The device has its notice about now, and sends once it has opened and checked it, which takes a small machine 10 to 30
     * ms: the caller's alternate socket waits no longer than that.
     */
    void peerIsTold(Moment now) {
        List<Slot> left = round == 0 ? List.of(firstRound).subList(next, firstRound.length) : List.of();
        Optional<Slot> held =
                left.stream().filter(slot -> slot.from() == From.ALTERNATE).findFirst();
        if ((firstRound == CALLER_FIRST || firstRound == CALLER_IN_STEP)
                && held.isPresent()
                && now.plus(DEVICE_OPENS).isBefore(start.plus(held.get().at()))) {
            List<Slot> slots = new ArrayList<>(List.of(firstRound));
            slots.remove(held.get());
            slots.add(new Slot(now.since(start).plus(DEVICE_OPENS), From.ALTERNATE));
            slots.sort(Comparator.comparing(Slot::at));
            firstRound = slots.toArray(Slot[]::new);
        }
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

    private static Slot[] firstRound(boolean caller) {
        return caller ? CALLER_FIRST : DEVICE_FIRST;
    }

    private static Slot slot(int millis, From from) {
        return new Slot(Duration.ofMillis(millis), from);
    }
}
