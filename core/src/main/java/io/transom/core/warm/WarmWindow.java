package io.transom.core.warm;

import io.transom.core.Effect;
import io.transom.core.call.Targets;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.path.PathEngine;
import io.transom.core.path.PathEngine.Output;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One warm window, from either end: a call's path without a voice, and hardly ever a packet once it is proved. */
final class WarmWindow {
    /** As long as a call may take to set up. */
    static final Duration LONGEST_SEARCH = Duration.ofSeconds(8);
    /**
     * From the device's answer to both ends' first packets: longer than an answer takes by way of the manager. Whoever sends
     * earlier than the other spoils the pair where a router answers what it doesn't expect.
     */
    static final Duration IN_STEP = Duration.ofMillis(100);
    /** A first round and its answers: by then the best of the paths is known. */
    static final Duration SETTLING = Duration.ofSeconds(2);
    /** What isn't answered is asked again, four times in all: with 20 % loss each way they fail once in 60 times. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    static final int MOST_UNANSWERED = 4;
    /** Two of the longest intervals and the repetitions: the end that only answers gives up then. */
    static final Duration UNHEARD = Duration.ofSeconds(200);

    /** After the first, until one is answered: two early losses cost 50 ms. */
    private static final List<Duration> REPEATS = List.of(
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(400));

    /** Takes a sealed signal that rode in a valid null packet; it is about {@code about}. */
    @FunctionalInterface
    interface Ear {
        List<Effect> on(Peer from, SignalKind kind, CallId about, Bytes envelope, Moment now);
    }

    private enum Phase {
        SEEKING,
        SETTLING,
        IDLE,
        OVER
    }

    private final Station station;
    private final Peer peer;
    private final CallId id;
    private final PathEngine engine;
    private final Ear ear;
    private final Optional<Supplier<Duration>> interval;
    private final Moment begun;
    private final Deque<Moment> repeats = new ArrayDeque<>();
    private List<Candidate> candidates = List.of();
    private Moment aimAt = Moment.NEVER;
    private Phase phase = Phase.SEEKING;
    private Moment until;
    private Moment idleSince = Moment.NEVER;
    private Moment saidAt = Moment.NEVER;
    private Moment nextAsk = Moment.NEVER;
    private Moment askedAt = Moment.ZERO;
    private int unanswered;
    private boolean proved;

    /** {@code interval}: how often the window has to be kept open; empty at the end that only answers. */
    WarmWindow(
            Station station,
            Peer peer,
            PathEngine.Settings settings,
            Optional<Supplier<Duration>> interval,
            Ear ear,
            Moment now) {
        this.station = station;
        this.peer = peer;
        this.id = settings.call();
        this.engine = new PathEngine(settings, station.allowance().ofWindows(), station.entropy());
        this.interval = interval;
        this.ear = ear;
        this.begun = now;
        this.until = now.plus(LONGEST_SEARCH);
    }

    CallId id() {
        return id;
    }

    Peer peer() {
        return peer;
    }

    Moment begun() {
        return begun;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Whether a way is proved in it now. */
    boolean isProved() {
        return proved && way().isPresent();
    }

    /** Whether it has ever led anywhere. */
    boolean wasProved() {
        return proved;
    }

    /** Whether it has been idle for at least {@code length}: a path that comes and goes isn't. */
    boolean hasLasted(Duration length, Moment now) {
        return idleSince != Moment.NEVER && idleSince.plus(length).reached(now);
    }

    // ---- what happens to it ----

    boolean claims(Bytes datagram) {
        return engine.claims(datagram);
    }

    List<Effect> opened() {
        return List.of(note("opened"));
    }

    /**
     * To where the peer says that it is, as far as the manager attests it: from our primary socket to its primary port, at
     * {@code when}. The alternate ones are left alone, for a call ({@code path.Rounds}).
     */
    List<Effect> aim(List<Candidate> named, Moment when, Moment now) {
        if (!isOver()) {
            candidates =
                    named.stream().filter(candidate -> !candidate.isAlternate()).toList();
            aimAt = when;
        }
        return wake(now);
    }

    private List<Effect> aim(Moment now) {
        aimAt = Moment.NEVER;
        return follow(engine.aim(Targets.of(station).agreed(candidates, peer.attested()), now), now);
    }

    List<Effect> onStun(Way way, Bytes datagram, Moment now) {
        return isOver() || !(way instanceof Way.Direct) ? List.of() : follow(engine.onStun(way, datagram, now), now);
    }

    /**
     * Lets a sealed signal ride in null packets that leave now and soon, until one was answered. Where no path is proved
     * yet, it rides in those that seek one.
     */
    List<Effect> say(SignalKind kind, CallId about, Bytes envelope, Moment now) {
        if (isOver()) {
            return List.of();
        }
        engine.carry(Optional.of(Bytes.join(Bytes.of((byte) kind.octet()), about.octets(), envelope)));
        saidAt = now;
        repeats.clear();
        REPEATS.forEach(wait -> repeats.add(now.plus(wait)));
        return follow(engine.sayWhereHeard(now), now);
    }

    /** The direct way that is proved, while there is one. */
    Optional<Way> way() {
        return isOver() ? Optional.empty() : engine.way();
    }

    /** Whether the other end has answered a null packet that left at {@code since} or later: it consents (RFC 7675). */
    boolean consentedSince(Moment since) {
        return isAnswered(since);
    }

    /** Asks for consent, once more. */
    List<Effect> ask(Moment now) {
        return isOver() ? List.of() : follow(engine.keepOpen(now), now);
    }

    /** Nothing leaves any more; nobody is told, for nothing depends on it. */
    List<Effect> close(String reason) {
        return isOver() ? List.of() : over("closed", reason);
    }

    // ---- time ----

    /** A call seeks its way: it has the sending of null packets to itself. */
    List<Effect> giveWay(Moment now) {
        return switch (phase) {
            case SEEKING -> over("closed", "a call goes first");
            case SETTLING -> {
                until = now;
                yield List.of();
            }
            case IDLE, OVER -> List.of();
        };
    }

    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        effects.addAll(repeat(now));
        switch (phase) {
            case SEEKING -> effects.addAll(seek(now));
            case SETTLING -> effects.addAll(settle(now));
            case IDLE -> effects.addAll(interval.isPresent() ? keep(now) : watch(now));
            case OVER -> {}
        }
        return effects;
    }

    Moment wakeAt() {
        Moment repeat = repeats.isEmpty() ? Moment.NEVER : repeats.getFirst();
        return switch (phase) {
            case SEEKING, SETTLING ->
                engine.wakeAt().earlier(until).earlier(repeat).earlier(aimAt);
            case IDLE -> (interval.isPresent() ? nextAsk : engine.lastHeard().plus(UNHEARD)).earlier(repeat);
            case OVER -> Moment.NEVER;
        };
    }

    private List<Effect> repeat(Moment now) {
        if (repeats.isEmpty()) {
            return List.of();
        }
        if (isAnswered(saidAt)) {
            repeats.clear();
            engine.carry(Optional.empty());
            return List.of();
        }
        if (!repeats.getFirst().reached(now)) {
            return List.of();
        }
        while (!repeats.isEmpty() && repeats.getFirst().reached(now)) {
            repeats.removeFirst();
        }
        List<Effect> effects = follow(engine.sayWhereHeard(now), now);
        if (repeats.isEmpty()) {
            engine.carry(Optional.empty());
        }
        return effects;
    }

    private List<Effect> seek(Moment now) {
        if (until.reached(now)) {
            return over("lost", "no direct way was found");
        }
        return aimAt.reached(now) ? aim(now) : follow(engine.wake(now), now);
    }

    private List<Effect> settle(Moment now) {
        if (!until.reached(now)) {
            return follow(engine.wake(now), now);
        }
        if (!engine.proved()) {
            return over("lost", "the way broke");
        }
        // From here on the engine isn't woken: its liveness is a call's. It still answers, and knows its own answers.
        phase = Phase.IDLE;
        idleSince = now;
        nextAsk = now.plus(pause());
        return List.of();
    }

    private List<Effect> keep(Moment now) {
        if (unanswered > 0 && isAnswered(askedAt)) {
            unanswered = 0;
            nextAsk = askedAt.plus(pause());
        }
        if (!nextAsk.reached(now)) {
            return List.of();
        }
        if (unanswered >= MOST_UNANSWERED) {
            return over("lost", "it answers no more");
        }
        askedAt = unanswered == 0 ? now : askedAt;
        unanswered++;
        nextAsk = now.plus(ASK_AGAIN);
        return follow(engine.keepOpen(now), now);
    }

    private List<Effect> watch(Moment now) {
        return engine.lastHeard().plus(UNHEARD).reached(now) ? over("lost", "it asks no more") : List.of();
    }

    /** Whether a null packet was answered that left at {@code since} or later. */
    private boolean isAnswered(Moment since) {
        return !engine.newestAnswered().isBefore(since);
    }

    /** 0.9 to 1 of the interval, so that many windows don't fall into step and none is kept too late. */
    private Duration pause() {
        Duration whole = interval.map(Supplier::get).orElse(UNHEARD);
        return Duration.ofNanos(
                (long) (whole.toNanos() * (0.9 + 0.1 * station.entropy().fraction())));
    }

    // ---- what the engine wants ----

    private List<Effect> follow(List<Output> outputs, Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Output output : outputs) {
            effects.addAll(
                    switch (output) {
                        case Output.Transmit transmit ->
                            List.of(new Effect.SendDatagram(transmit.way(), transmit.datagram()));
                        case Output.CarriedSignal signal -> onCarried(signal.kindAndEnvelope(), now);
                        case Output.PathProved proof -> onProved(proof, now);
                        case Output.WindowOpened ignored -> List.<Effect>of();
                        case Output.NullPacketReceived ignored -> List.<Effect>of();
                        case Output.Answered ignored -> List.<Effect>of();
                        case Output.PathLost ignored -> List.<Effect>of();
                        // Many ports are tried for a call alone.
                        case Output.Tried ignored -> List.<Effect>of();
                        case Output.SpareWanted ignored -> List.<Effect>of();
                        case Output.SpareDone ignored -> List.<Effect>of();
                    });
        }
        return effects;
    }

    private List<Effect> onProved(Output.PathProved proof, Moment now) {
        if (phase != Phase.SEEKING) {
            return List.of();
        }
        phase = Phase.SETTLING;
        proved = true;
        until = now.plus(SETTLING);
        return List.of(note(
                "proved",
                "path",
                proof.path().text(),
                "remote",
                proof.way().toString(),
                "rttMs",
                proof.roundTrip().toNanos() / 1e6));
    }

    private List<Effect> onCarried(Bytes signal, Moment now) {
        int header = 1 + CallId.LENGTH;
        if (signal.length() <= header) {
            return List.of();
        }
        CallId about = new CallId(signal.slice(1, header));
        return SignalKind.of(signal.at(0))
                .map(kind -> ear.on(freshest(), kind, about, signal.slice(header, signal.length()), now))
                .orElse(List.of());
    }

    private Peer freshest() {
        return station.peers().byId(peer.id()).orElse(peer);
    }

    private List<Effect> over(String state, String reason) {
        phase = Phase.OVER;
        repeats.clear();
        return List.of(note(state, "reason", reason));
    }

    private Effect note(String state, Object... fields) {
        Object[] all = new Object[fields.length + 4];
        all[0] = "state";
        all[1] = state;
        all[2] = "peer";
        all[3] = peer.name();
        System.arraycopy(fields, 0, all, 4, fields.length);
        return new Effect.Note(Event.of(EventName.WARM_WINDOW, all));
    }
}
