package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps one end of one call bound at the manager's relay, by UDP or, where that is blocked, through a tunnel. Without a
 * grant it does nothing, and nothing of it leaves but to the relay.
 *
 * <pre>
 *  RelayGranted ---&gt; ChannelBind (RFC 8656 section 12) ---- success ---&gt; bound: a way for the path engine
 *                      |  again after 100, 300, 700 ms ...                 |  again every 10 s, and at once in trouble
 *                      v                                                   v
 *                    600 ms without an answer: the tunnel is opened      refused: the reflector is asked again
 *                    and bound with the same request; one that hangs is replaced
 * </pre>
 *
 * <p>The relay knows one place of each end, that of its latest bind. So there is one way at a time, and it is that of the
 * latest bind that was confirmed. How good it is, the path engine judges.
 */
final class RelayClient {
    /** The waits after the first binds: 100, 200, 400 ms and so on; a lost one costs a tenth of a second. */
    static final Duration FIRST_RETRY = Duration.ofMillis(100);

    static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
    /** A router may forget a mapping after 30 s; two refreshes may be lost. */
    static final Duration REFRESH = Duration.ofSeconds(10);
    /** In trouble. More often makes nothing better: a round trip takes as long. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    /** Three binds lost in a row happen once in a hundred times where a fifth is lost; a handshake of TCP takes as long. */
    static final Duration UDP_PATIENCE = Duration.ofMillis(600);
    /** While the reflector hasn't told yet where we are, there is nothing to bind with; after 2 s rather seldom. */
    static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    /** Answers may be late; an older one than the eighth says nothing about now. */
    private static final int MOST_OPEN = 8;
    /** RFC 8489 section 14.8: the proof is too old, or of another address. */
    private static final int STALE = 438;

    private static final int PRIMARY = 0;
    /** The third of the waits: 400 ms. */
    private static final int PATIENT = 2;
    /** Of two families the other one is tried after 300 ms of silence, and again the first after 1.5 s. */
    private static final int TRIES_BY_ONE_FAMILY = 2;

    /** Where this end is. */
    interface Place {
        /** The relay's addresses: the reflector's primary ones, of one or of both families. Empty where none is known. */
        List<UdpAddress> relays();

        /** The reflector's proof of where it sees the primary socket from there. */
        Optional<Bytes> proof(UdpAddress relay);

        /** The proof doesn't hold any more: another one is wanted at once. */
        void prove(Moment now);
    }

    private record Open(Way way, long sequence, Moment at) {}

    /** An address of the relay, and the proof to bind there with. */
    private record Door(UdpAddress relay, Bytes proof) {}

    private final CallId call;
    private final Entropy entropy;
    private final Place place;
    private final Map<Bytes, Open> open = new LinkedHashMap<>();
    private final RelayTunnel tunnel = new RelayTunnel();
    private Optional<RelayGranted> grant = Optional.empty();
    private Optional<Way> bound = Optional.empty();
    private long sequence;
    private long boundSequence;
    private int unanswered;
    private Moment seeking = Moment.NEVER;
    private Moment lastBind = Moment.NEVER;
    private Moment next = Moment.NEVER;
    private boolean troubled;
    /** The last place that was confirmed was in a tunnel: UDP has had its chance. */
    private boolean wasTunnelled;

    private boolean foundAgain;
    private List<Door> refused = List.of();
    private List<Door> doorsBefore = List.of();

    RelayClient(CallId call, Entropy entropy, Place place) {
        this.call = call;
        this.entropy = entropy;
        this.place = place;
    }

    /** The way through the relay that was confirmed last. */
    Optional<Way> bound() {
        return bound;
    }

    /** True once after each time that the relay was sought and found. */
    boolean wasFoundAgain() {
        boolean was = foundAgain;
        foundAgain = false;
        return was;
    }

    // ---- what happens to it ----

    /** The manager has granted this call a channel; told again, it changes nothing. */
    void onGranted(RelayGranted granted, Moment now) {
        if (!granted.call().equals(call) || grant.equals(Optional.of(granted))) {
            return;
        }
        grant = Optional.of(granted);
        bound = Optional.empty();
        begin(now);
    }

    /** Our sockets are seen elsewhere: the relay has to be told at once. */
    void onMoved(Moment now) {
        if (!isTunnelled()) {
            begin(now);
        }
    }

    /** Our sockets have other addresses: where the relay knows us, perhaps nobody is any more. It is told in any case. */
    void onSocketsBound(Predicate<Way> stands, Moment now) {
        if (!isTunnelled()) {
            bound = bound.filter(stands);
            begin(now);
        }
    }

    /** Nothing comes in on the call's route: the relay may have lost us, or we may be elsewhere. Says so repeatedly. */
    void onTrouble(Moment now) {
        if (grant.isEmpty()) {
            return;
        }
        troubled = true;
        if (!isSeeking()) {
            seeking = now;
        }
        Moment soonest = lastBind.equals(Moment.NEVER) ? now : lastBind.plus(SHORTEST_PAUSE);
        next = next.earlier(soonest.isBefore(now) ? now : soonest);
    }

    void onTunnelOpened(Moment now) {
        if (tunnel.opened()) {
            unanswered = 0;
            next = now;
        }
    }

    void onTunnelClosed(Moment now) {
        if (tunnel.broke(now)) {
            tunnelGone(now);
        }
    }

    private void tunnelGone(Moment now) {
        if (isTunnelled()) {
            bound = Optional.empty();
            begin(now);
        }
    }

    /** True where this answers a bind of ours: cheap, before any integrity check. */
    boolean claims(Bytes datagram) {
        return datagram.length() >= StunCodec.HEADER_LENGTH
                && open.containsKey(datagram.slice(8, 8 + StunMessage.TRANSACTION_ID_LENGTH));
    }

    /** The answer to a bind. Anything else, or from elsewhere than where it was asked, changes nothing. */
    void onStun(Way from, Bytes datagram, Moment now) {
        Optional<StunMessage> message = StunCodec.decode(datagram);
        Optional<Open> asked = message.flatMap(answer -> Optional.ofNullable(open.get(answer.transactionId())))
                .filter(one -> one.way().equals(from));
        boolean authentic = grant.filter(granted -> StunCodec.integrityHolds(datagram, granted.key()))
                .isPresent();
        if (asked.isEmpty() || !authentic) {
            return;
        }
        open.remove(message.get().transactionId());
        switch (message.get().type()) {
            case CHANNEL_BIND_SUCCESS -> onBound(asked.get(), now);
            case CHANNEL_BIND_ERROR -> onRefused(asked.get(), message.get(), now);
            case BINDING_REQUEST, BINDING_SUCCESS, BINDING_ERROR, BINDING_INDICATION, CHANNEL_BIND_REQUEST -> {}
        }
    }

    private void onBound(Open asked, Moment now) {
        if (asked.sequence() < boundSequence) {
            return;
        }
        int channel = grant.orElseThrow().channel();
        boundSequence = asked.sequence();
        bound = Optional.of(
                switch (asked.way()) {
                    case Way.Direct direct -> new Way.Relayed(direct.socket(), direct.remote(), channel);
                    case Way.Relayed relayed -> relayed;
                    case Way.Tunnelled ignored -> new Way.Tunnelled(channel);
                });
        if (asked.way() instanceof Way.Tunnelled) {
            tunnel.answered(now.since(asked.at()));
        }
        wasTunnelled = isTunnelled();
        foundAgain |= isSeeking();
        unanswered = 0;
        tunnel.relayFound();
        seeking = Moment.NEVER;
        doorsBefore = doors();
        next = now.plus(REFRESH);
    }

    private void onRefused(Open asked, StunMessage error, Moment now) {
        boolean stale = error.first(StunAttribute.ErrorCode.class)
                .filter(code -> code.code() == STALE)
                .isPresent();
        if (stale) {
            // Those of before are void anyway.
            refused = Stream.concat(
                            refused.stream(),
                            doors().stream().filter(door -> asked.way().equals(Way.direct(PRIMARY, door.relay()))))
                    .filter(doors()::contains)
                    .toList();
            place.prove(now);
        }
        // A round trip to the reflector; whatever else it is, asking faster doesn't change it.
        next = now.plus(stale ? LOOK_AGAIN : LONGEST_RETRY);
    }

    // ---- time ----

    /** What is to be sent, opened or closed now. */
    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (grant.isEmpty()) {
            return effects;
        }
        // Silence in it says nothing while the call itself is heard through it.
        if ((troubled || !isTunnelled()) && tunnel.hangs(now)) {
            effects.add(new Effect.CloseTunnel(call));
            tunnel.giveUp(now);
            tunnelGone(now);
        }
        troubled = false;
        if (tunnelDue().reached(now)) {
            tunnel.open();
            effects.add(new Effect.OpenTunnel(call));
        }
        boolean byUdp = bound.isPresent() && !isTunnelled();
        // UDP gets through after all.
        if (byUdp && !isSeeking() && tunnel.close()) {
            effects.add(new Effect.CloseTunnel(call));
        }
        if (next.reached(now)) {
            bind(now).ifPresent(effects::add);
        }
        return effects;
    }

    Moment wakeAt() {
        if (grant.isEmpty()) {
            return Moment.NEVER;
        }
        return next.earlier(tunnelDue());
    }

    private boolean isSeeking() {
        return !seeking.equals(Moment.NEVER);
    }

    private Moment tunnelDue() {
        if (!isSeeking()) {
            return Moment.NEVER;
        }
        boolean udpFirst = !wasTunnelled && !place.relays().isEmpty();
        return tunnel.due(udpFirst ? seeking.plus(UDP_PATIENCE) : seeking);
    }

    /** The call is over and everybody knows. */
    List<Effect> close() {
        grant = Optional.empty();
        bound = Optional.empty();
        return tunnel.close() ? List.of(new Effect.CloseTunnel(call)) : List.of();
    }

    private void begin(Moment now) {
        if (grant.isEmpty()) {
            return;
        }
        unanswered = 0;
        seeking = now;
        next = now;
    }

    private Optional<Effect> bind(Moment now) {
        boolean direct = !tunnel.isOpen() || isUdpWorthATry();
        Optional<Door> door = direct ? nextDoor() : Optional.empty();
        if (direct && door.isEmpty()) {
            boolean soon = isSeeking() && now.since(seeking).compareTo(LONGEST_RETRY) < 0;
            next = now.plus(soon ? LOOK_AGAIN : LONGEST_RETRY);
            return Optional.empty();
        }
        Bytes id = entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH);
        sequence++;
        Way to = door.map(open -> Way.direct(PRIMARY, open.relay()))
                .orElseGet(() -> new Way.Tunnelled(Way.Tunnelled.NO_CHANNEL));
        remember(id, new Open(to, sequence, now));
        lastBind = now;
        if (!direct) {
            tunnel.asked(now);
        }
        // Where UDP is only tried, a longer way than usual still answers in time.
        int waits = direct && tunnel.isOpen() ? PATIENT : unanswered;
        unanswered++;
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(waits, 5));
        next = now.plus(pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY);
        return Optional.of(new Effect.SendDatagram(to, request(id, door)));
    }

    /** Where we are bound already, or the first family; after some tries in vain the other one. */
    private Optional<Door> nextDoor() {
        List<Door> doors = doors().stream()
                .filter(door -> !refused.contains(door))
                .sorted(Comparator.comparing(door -> !isBoundAt(door.relay())))
                .toList();
        return doors.isEmpty()
                ? Optional.empty()
                : Optional.of(doors.get(unanswered / TRIES_BY_ONE_FAMILY % doors.size()));
    }

    private boolean isBoundAt(UdpAddress relay) {
        return bound.filter(way ->
                        way instanceof Way.Relayed relayed && relayed.relay().equals(relay))
                .isPresent();
    }

    /** One for each family in which the reflector has answered. */
    private List<Door> doors() {
        return place.relays().stream()
                .flatMap(relay -> place.proof(relay).stream().map(proof -> new Door(relay, proof)))
                .toList();
    }

    private boolean isTunnelled() {
        return bound.filter(way -> way instanceof Way.Tunnelled).isPresent();
    }

    /** Bound through the tunnel, but the reflector has answered since: one refresh goes by UDP, to get back to it. */
    private boolean isUdpWorthATry() {
        return isTunnelled()
                && unanswered == 0
                && doors().stream().anyMatch(door -> !doorsBefore.contains(door) && !refused.contains(door));
    }

    private Bytes request(Bytes id, Optional<Door> door) {
        RelayGranted granted = grant.orElseThrow();
        List<StunAttribute> attributes = new ArrayList<>();
        attributes.add(new StunAttribute.Username(granted.username()));
        attributes.add(new StunAttribute.ChannelNumber(granted.channel()));
        attributes.add(new StunAttribute.BindSequence(sequence));
        door.ifPresent(open -> attributes.add(new StunAttribute.ObservationProof(open.proof())));
        StunMessage message = new StunMessage(StunMessage.Type.CHANNEL_BIND_REQUEST, id, attributes);
        return StunCodec.encode(message, Optional.of(granted.key()));
    }

    private void remember(Bytes id, Open asked) {
        if (open.size() >= MOST_OPEN) {
            Iterator<Bytes> oldest = open.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        open.put(id, asked);
    }
}
