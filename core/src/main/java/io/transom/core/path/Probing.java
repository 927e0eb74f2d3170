package io.transom.core.path;

import io.transom.core.path.PathEngine.Output;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where one end's router mints a port per peer (the hard side) and the other's has one port for all, but lets in only
 * the very port that it has sent to (the easy side): many windows at the one, many tries at the other.
 *
 * <pre>
 * hard   opens 256 spare sockets, one null packet from each to the easy side's one port: 256 mappings wait there
 * easy   sends null packets from that port to ports of the hard side's address: those foretold first, then any
 * </pre>
 *
 * <p>Ports of routers that choose at random are 1,024 to 65,535: a try hits one of 256 with 1 in 252, 750 tries with 95 %,
 * 1,920 with 99.95 %. What is sent here waits for no answer: the hard side's own question to the port that it was hit from
 * is what proves the path, so that thousands of tries need no table.
 */
final class Probing {
    /** The design: at most 250 a second. In any second 10 + 1 s / 4.17 ms leave. */
    private static final int AT_ONCE = 10;

    private static final Duration PACE = Duration.ofNanos(4_170_000);

    /** The design: at most 2,048 on each side in a call, over all its probings, whatever it is told meanwhile. */
    static final int MOST_TRIES = 2_048;

    /** One probing's: a hit with 99.8 %. What is left is for the case that one of both moves to another network. */
    static final int MOST_TRIES_AT_ONCE = 1_536;

    /** Mappings of ours towards the manager and in a busy home come between, and the peer has made a few to us. */
    static final int PREDICTED = 128;

    /** Of the predicted ones: what was observed last may not be what was mapped last, nor in the order it was sent in. */
    private static final int BEHIND = 4;

    /** Half of what the design allows at once. */
    static final int SPARES = 256;

    /** The sockets of the firewall's measurement are numbered beneath. */
    static final int FIRST_SPARE = 512;

    /** The easy side needs half a second for what was foretold; spare sockets would spoil the sequence. */
    private static final Duration PREDICTION = Duration.ofSeconds(1);

    /** The easy side is through with 2,048 in 8.5 s; the shortest mapping (30 s) lasts longer, so none is refreshed. */
    private static final Duration WAIT = Duration.ofSeconds(11);

    /** A null packet that leaves now. */
    private record Try(Way.Direct way, Target.Why why) {}

    private final Entropy entropy;
    private final NullPackets packets;
    private final Bucket pace = new Bucket(AT_ONCE, PACE);
    private final TreeSet<Integer> spares = new TreeSet<>();
    private int tries;
    /** Of the probing that goes on, or was the last. */
    private int triesNow;

    private boolean begun;
    private @Nullable Sought sought;
    private @Nullable Spread spread;

    /** The easy side's task: ports of one address, without repetition. */
    private final class Sought {
        private final int socket;
        private final UdpAddress near;
        private final int step;
        private final TreeSet<Integer> tried = new TreeSet<>();
        private int predicted;

        Sought(int socket, UdpAddress near, int step) {
            this.socket = socket;
            this.near = near;
            this.step = step;
            this.predicted = step == 0 ? PREDICTED : 0;
        }

        Try next() {
            while (predicted < PREDICTED) {
                int port = near.port() + step * (++predicted - BEHIND);
                if (isPermitted(port) && tried.add(port)) {
                    return at(port, Target.Why.PREDICTED);
                }
            }
            while (true) {
                int port = TargetRule.FIRST_UNPRIVILEGED_PORT
                        + (int) (entropy.fraction() * (LAST_PORT + 1 - TargetRule.FIRST_UNPRIVILEGED_PORT));
                if (isPermitted(port) && tried.add(port)) {
                    return at(port, Target.Why.PROBED);
                }
            }
        }

        private Try at(int port, Target.Why why) {
            return new Try(new Way.Direct(socket, new UdpAddress(near.ip(), port)), why);
        }

        private static boolean isPermitted(int port) {
            return port >= TargetRule.FIRST_UNPRIVILEGED_PORT && port <= LAST_PORT;
        }
    }

    private static final int LAST_PORT = 65_535;

    /** The hard side's task. */
    private record Spread(UdpAddress to, Moment from, Moment until) {}

    Probing(Entropy entropy, NullPackets packets) {
        this.packets = packets;
        this.entropy = entropy;
    }

    /** One of both is elsewhere now: what has been tried says nothing any more. The call's limit is not renewed. */
    List<Output> renew(Predicate<Integer> used) {
        List<Output> out = stop(used);
        begun = false;
        triesNow = 0;
        return out;
    }

    /** The easy side begins; what it was told before is what it stays with. */
    void seek(int socket, UdpAddress near, int step) {
        if (!begun) {
            begun = true;
            sought = new Sought(socket, near, step);
        }
    }

    /** The hard side begins, once; never towards a service's port, whoever says that the peer is there. */
    void spread(UdpAddress to, boolean foretold, Moment now) {
        if (!begun && to.port() >= TargetRule.FIRST_UNPRIVILEGED_PORT) {
            begun = true;
            spread = new Spread(to, foretold ? now.plus(PREDICTION) : now, now.plus(WAIT));
        }
    }

    /** What is due. It waits for no answer: where one gets in, the peer asks back, and that is asked like any other. */
    List<Output> wake(Moment now) {
        List<Output> out = new ArrayList<>();
        while (isAllowed() && (sought != null || opens(now)) && pace.take(now)) {
            tries++;
            triesNow++;
            if (sought != null) {
                Try next = sought.next();
                transmit(next.way(), next.way().socket(), next.why(), out);
            } else if (spread != null) {
                int socket = FIRST_SPARE + tries - 1;
                spares.add(socket);
                out.add(new Output.SpareWanted(socket));
                transmit(new Way.Direct(socket, spread.to()), 0, Target.Why.PROBED, out);
            }
        }
        return out;
    }

    private void transmit(Way.Direct way, int priority, Target.Why why, List<Output> out) {
        Bytes id = entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH);
        out.add(new Output.Transmit(way, packets.request(id, priority, Optional.empty())));
        if (triesNow == 1) {
            out.add(new Output.Tried(way, why));
        }
    }

    private boolean opens(Moment now) {
        return spread != null && spread.from().reached(now) && hasSparesLeft();
    }

    private boolean isAllowed() {
        return tries < MOST_TRIES && triesNow < MOST_TRIES_AT_ONCE;
    }

    private boolean hasSparesLeft() {
        return triesNow < SPARES && isAllowed();
    }

    /** Whether all that was to be hoped for has been waited for. */
    boolean isOver(Moment now) {
        return spread != null && spread.until().reached(now);
    }

    Moment dueAt(Moment lastWake) {
        Moment due = Moment.NEVER;
        if (sought != null && isAllowed()) {
            due = pace.nextAfter(lastWake);
        }
        if (spread != null) {
            Moment next = pace.nextAfter(lastWake);
            Moment begin = next.isBefore(spread.from()) ? spread.from() : next;
            due = due.earlier(spread.until()).earlier(hasSparesLeft() ? begin : Moment.NEVER);
        }
        return due;
    }

    boolean owns(int socket) {
        return spares.contains(socket);
    }

    /** Nothing more is tried; the spare sockets go, but for those that are {@code used}. */
    List<Output> stop(Predicate<Integer> used) {
        sought = null;
        spread = null;
        begun = true;
        List<Integer> unused = new ArrayList<>(spares);
        unused.removeIf(used);
        unused.forEach(spares::remove);
        return unused.stream().<Output>map(Output.SpareDone::new).toList();
    }
}
