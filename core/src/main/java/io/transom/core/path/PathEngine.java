package io.transom.core.path;

import io.transom.core.path.RouteChoice.Because;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One call's way between its two ends: sends null packets from every socket to every permitted address of the peer and
 * through the relay, answers the peer's, proves a path by a success response to its own outstanding transaction on the
 * way that it was sent on, keeps both windows open, takes the best proved path, and notices when it is dead.
 */
public final class PathEngine {
    /**
     * @param localFragment and {@code remoteFragment}: our and the peer's half of the USERNAME
     * @param sendKey integrity key of requests that we send (20 octets)
     * @param receiveKey integrity key of requests that the peer sends (20 octets)
     * @param sockets how many local sockets there are
     * @param caller whether this is the caller's end
     */
    public record Settings(
            CallId call,
            boolean caller,
            String localFragment,
            String remoteFragment,
            Bytes sendKey,
            Bytes receiveKey,
            int sockets) {
        public Settings {
            if (sockets < 1) {
                throw new IllegalArgumentException("a call needs a socket, not " + sockets);
            }
        }
    }

    /** What the engine wants done. */
    public sealed interface Output {
        record Transmit(Way way, Bytes datagram) implements Output {}

        /** The first null packet on this way has left. */
        record WindowOpened(Way way, Target.Why why) implements Output {}

        /** The first of many, to any of which an answer may come. */
        record Tried(Way way, Target.Why why) implements Output {}

        /** A socket beside the call's own; until SpareDone, what it hears is to be told as its. */
        record SpareWanted(int socket) implements Output {}

        record SpareDone(int socket) implements Output {}

        /** The first valid null packet on this way has arrived; the other direction works. */
        record NullPacketReceived(Way way) implements Output {}

        /** The first null packet of ours on this way was answered. */
        record Answered(Way way, Duration roundTrip) implements Output {}

        /** A sealed signal rode in a valid null packet; the same one is told again at most once a second. */
        record CarriedSignal(Bytes kindAndEnvelope) implements Output {}

        /**
         * This is the way now: the first proved path, or a better one.
         *
         * @param because for people: first, better class, faster, less loss, old one lost
         */
        record PathProved(PathClass path, Way way, Duration roundTrip, String because) implements Output {}

        /** Nothing authentic has come in for too long; a PathProved right behind it is the way that takes over. */
        record PathLost(Way way) implements Output {}
    }

    /** RFC 8445 section 14.2 allows a check every 5 ms; the design allows 250 packets a second. */
    private static final Duration PACE = Duration.ofMillis(5);

    /** The first packet to each of a home's usual targets leaves in one breath: one LAN address, two attested ones. */
    private static final int AT_ONCE = 4;

    /** A wake-up is never asked for sooner than this after the last one. */
    private static final Duration LEAST_SLEEP = Duration.ofMillis(1);

    private final Probing probing;
    private final Targets targets;
    private final Checks checks;
    private final Route route = new Route();
    private final Bucket pace = new Bucket(AT_ONCE, PACE);

    private Moment lastWake = new Moment(Long.MIN_VALUE);
    private boolean hadRoute;

    /** {@code allowance}: the endpoint's, which all its calls and windows share. */
    public PathEngine(Settings settings, Allowance allowance, Entropy entropy) {
        NullPackets packets = new NullPackets(settings, entropy.bytes(8));
        Budgets budgets = new Budgets(allowance);
        this.probing = new Probing(entropy, packets);
        this.targets = new Targets(settings, budgets, probing::owns);
        this.checks = new Checks(packets, targets, route, budgets, entropy);
    }

    // ---- what the call wants ----

    /**
     * Begins, or goes on, to open windows towards {@code targets}; those known already are not restarted, and those that
     * the rules don't permit are left out. The first packets leave in the order of the list.
     */
    public List<Output> aim(List<Target> targets, Moment now) {
        checks.begin(now);
        targets.forEach(target -> this.targets.add(target, now));
        return wake(now);
    }

    /** The manager has just handed the peer the notice of this call: what waits for that leaves now. */
    public List<Output> peerIsTold(Moment now) {
        targets.peerIsTold(now);
        return wake(now);
    }

    /**
     * Lets a sealed signal ride in every null packet until {@code empty} replaces it. At most 901 octets: one of kind and
     * the envelope.
     */
    public void carry(Optional<Bytes> kindAndEnvelope) {
        checks.carry(kindAndEnvelope);
    }

    /** A null packet on every proved path now, for a carried signal that shouldn't wait: "I hang up". */
    public List<Output> sayNow(Moment now) {
        List<Output> out = new ArrayList<>();
        CandidatePair current = route.pair();
        if (current != null) {
            checks.ask(current, now, out);
            RouteChoice.reserve(targets.pairs(), current).forEach(pair -> checks.ask(pair, now, out));
        }
        return out;
    }

    /** A null packet on the route alone: where nothing is said for long, it keeps both windows open. */
    public List<Output> keepOpen(Moment now) {
        List<Output> out = new ArrayList<>();
        CandidatePair current = route.pair();
        if (current != null) {
            checks.ask(current, now, out);
        }
        return out;
    }

    /** A null packet on the route and where the peer was heard last, which is what it keeps open. */
    public List<Output> sayWhereHeard(Moment now) {
        List<Output> out = keepOpen(now);
        checks.heardOn()
                .filter(last -> last != route.pair() && last.isProved() && targets.has(last))
                .ifPresent(last -> checks.ask(last, now, out));
        return out;
    }

    /**
     * The peer says that it is elsewhere now: {@code targets} are all that it can be reached at. What is proved is kept
     * while it lives.
     */
    public List<Output> follow(List<Target> targets, Moment now) {
        this.targets.retain(targets);
        List<Output> out = renewProbing();
        out.addAll(aim(targets, now));
        return out;
    }

    /**
     * The way through the relay that is bound now; empty where none is. What went through another one is given up.
     *
     * @param foundAgain the relay was sought and found, so it is worth asking through it at once
     */
    public List<Output> relay(Optional<Way> way, boolean foundAgain, Moment now) {
        List<Output> out = new ArrayList<>();
        CandidatePair current = route.pair();
        targets.channel(way, foundAgain, now);
        if (current != null && !targets.has(current)) {
            lose(current, now, out);
        }
        out.addAll(wake(now));
        return out;
    }

    /**
     * The sockets were bound anew, {@code count} of them now: every target is tried again. What {@code stands} goes on
     * meanwhile, no other path holds any more.
     */
    public List<Output> onSocketsBound(int count, Predicate<Way> stands, Moment now) {
        if (count < 1) {
            throw new IllegalArgumentException("a call needs a socket, not " + count);
        }
        List<Output> out = new ArrayList<>();
        CandidatePair current = route.pair();
        if (current != null && !stands.test(current.way())) {
            out.add(new Output.PathLost(current.way()));
            route.clear();
        }
        targets.rebind(count, stands, now);
        out.addAll(stopProbing());
        out.addAll(wake(now));
        return out;
    }

    /** We are on no home's link any more: addresses of the one before would be somebody else's now. */
    public void leaveLink() {
        targets.leaveLink();
    }

    /**
     * Seeks the peer, whose router mints a port per peer, at other ports of {@code near} from {@code socket}, while nothing
     * direct is proved. Nothing is sent where the peer and the manager don't agree on that IP address.
     *
     * @param step from one port to the next where the ports beyond {@code near} are foretold; otherwise 0
     */
    public List<Output> seekNear(int socket, UdpAddress near, int step, Moment now) {
        if (!hasDirect() && targets.mayBeProbed(near)) {
            probing.seek(socket, near, step);
        }
        return wake(now);
    }

    /** Opens many windows of a router that mints a port per peer to {@code to}, which has to be agreed on. */
    public List<Output> spreadTo(UdpAddress to, boolean foretold, Moment now) {
        if (targets.isAgreed(to) && !hasDirect()) {
            probing.spread(to, foretold, now);
        }
        return wake(now);
    }

    /** One of both ends is elsewhere now: where only trying helps, it may be begun anew, within the call's limit. */
    public List<Output> renewProbing() {
        return new ArrayList<>(probing.renew(this::isUsed));
    }

    /** Nothing is tried any more; the spare sockets go, but for those that a path has been proved with. */
    public List<Output> stopProbing() {
        return probing.stop(this::isUsed);
    }

    private boolean isUsed(int socket) {
        return targets.pairs().stream().anyMatch(pair -> pair.isProved() && pair.socket() == socket);
    }

    /** The same with all of them. */
    public List<Output> close() {
        return probing.stop(socket -> false);
    }

    // ---- what comes in ----

    /** A STUN datagram of this call (its USERNAME or its transaction is ours). Anything invalid changes nothing. */
    public List<Output> onStun(Way from, Bytes datagram, Moment now) {
        List<Output> out = new ArrayList<>();
        checks.onStun(from, datagram, now, out).ifPresent(proved -> choose(proved, now, out));
        return out;
    }

    /** An authenticated media packet arrived. */
    public List<Output> onVoice(Way from, Moment now) {
        List<Output> out = new ArrayList<>();
        checks.onVoice(from, now, out);
        return out;
    }

    /** True if this STUN datagram claims to be of this call: cheap, before any integrity check. */
    public boolean claims(Bytes datagram) {
        return checks.claims(datagram);
    }

    private void choose(CandidatePair proved, Moment now, List<Output> out) {
        CandidatePair current = route.pair();
        if (current == null) {
            take(proved, hadRoute ? Because.OLD_ONE_LOST : Because.FIRST, now, out);
        } else if (current != proved) {
            RouteChoice.worthAChange(proved, current, now).ifPresent(because -> {
                if (because == Because.LESS_LOSS) {
                    current.quality().failed(now);
                }
                take(proved, because, now, out);
            });
        }
    }

    // ---- time ----

    /** Does what is due. Afterwards {@link #wakeAt()} is later than {@code now}. */
    public List<Output> wake(Moment now) {
        route.wokenAt(now, wakeAt());
        lastWake = now;
        List<Output> out = new ArrayList<>();
        checks.countMissed(now);
        route.judge(now);
        dropDeadReserve(now);
        if (route.isLost(now)) {
            lose(Objects.requireNonNull(route.pair()), now, out);
        }
        route.toAsk(targets.pairs(), now).forEach(pair -> checks.ask(pair, now, out));
        sendRounds(now, out);
        out.addAll(probing.isOver(now) ? stopProbing() : probing.wake(now));
        return out;
    }

    public Moment wakeAt() {
        Moment due =
                targets.firstSought(route.kind()).map(aim -> aim.rounds().due()).orElse(Moment.NEVER);
        if (due != Moment.NEVER && due.isBefore(pace.nextAfter(lastWake))) {
            due = pace.nextAfter(lastWake);
        }
        due = due.earlier(route.dueAt(targets.pairs(), lastWake)).earlier(probing.dueAt(lastWake));
        Moment soonest = lastWake.plus(LEAST_SLEEP);
        return due.isBefore(soonest) ? soonest : due;
    }

    private void lose(CandidatePair dead, Moment now, List<Output> out) {
        out.add(new Output.PathLost(dead.way()));
        dead.disprove();
        dead.quality().failed(now);
        route.clear();
        targets.restart(now);
        Optional<CandidatePair> replacement = RouteChoice.replacement(targets.pairs(), now);
        replacement.ifPresent(pair -> take(pair, Because.OLD_ONE_LOST, now, out));
        if (replacement.isEmpty()) {
            // Those in reserve are as silent: they have to be sought like the others.
            targets.pairs().forEach(CandidatePair::disprove);
        }
    }

    private void take(CandidatePair pair, Because because, Moment now, List<Output> out) {
        route.take(pair, now);
        hadRoute = true;
        if (hasDirect()) {
            out.addAll(stopProbing());
        }
        out.add(new Output.PathProved(pair.kind(), pair.way(), pair.quality().roundTrip(), because.text()));
    }

    private void dropDeadReserve(Moment now) {
        for (CandidatePair pair : targets.pairs()) {
            if (pair != route.pair() && pair.isProved() && Liveness.isDeadInReserve(pair, now)) {
                pair.disprove();
                targets.restart(pair, now);
            }
        }
    }

    /** The null packets that nobody asked for: the slots that are due, earliest first, as the pacer lets them go. */
    private void sendRounds(Moment now, List<Output> out) {
        while (pace.has(now)) {
            Optional<Targets.Aim> first = targets.firstSought(route.kind())
                    .filter(aim -> aim.rounds().due().reached(now));
            if (first.isEmpty()) {
                return;
            }
            Targets.Aim aim = first.get();
            int socket = aim.rounds().take(route.isThere(), now);
            CandidatePair pair = targets.pair(aim.way(socket));
            if (!pair.isProved() && checks.mayAsk(pair, now)) {
                pace.take(now);
                checks.ask(pair, now, out);
            }
        }
    }

    // ---- what is known ----

    /** Whether there is a route. */
    public boolean proved() {
        return route.isThere();
    }

    /** The route. */
    public Optional<Way> way() {
        return Optional.ofNullable(route.pair()).map(CandidatePair::way);
    }

    /** Whether there is a route without a relay. */
    public boolean hasDirect() {
        return route.kind().filter(kind -> kind.isBetterThan(PathClass.RELAY)).isPresent();
    }

    /** Whether the route that there was is gone or silent: it is time to ask where everybody is now. */
    public boolean isTroubled(Moment now) {
        return hadRoute && (!route.isThere() || route.isSuspect(now));
    }

    /** When something authentic last came in on a permitted address; before that, when it was first aimed. */
    public Moment lastHeard() {
        return checks.lastHeard();
    }

    /** When the newest of our null packets left that was answered; long ago, before one was. */
    public Moment newestAnswered() {
        return checks.newestAnswered();
    }

    /** Datagrams that changed nothing: malformed, forged, late, of another call, or from an address outside the rules. */
    public long ignored() {
        return checks.ignored();
    }
}
