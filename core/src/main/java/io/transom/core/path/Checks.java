package io.transom.core.path;

import io.transom.core.path.PathEngine.Output;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One call's connectivity checks (RFC 8445 section 7), whose messages are null packets: sends one through a candidate
 * pair, answers the peer's within the budgets, and tells which pair an answer has proved. Which pairs are asked when, and
 * which one is the route, is decided elsewhere.
 */
final class Checks {
    /** While voice comes in on a path that isn't proved yet, it is asked for this often. */
    private static final Duration ASK_WHERE_VOICE_COMES_FROM = Duration.ofMillis(100);

    /**
     * A browser may repeat a request as it was (RFC 8489 section 6.2.1), and a network may double it. Both are answered,
     * apart from the rest: who replays what he has seen must not use up what the peer itself is answered with.
     */
    private static final Duration COPY_REFILL = Duration.ofMillis(200);

    /** As many as are answered to one address (Budgets). */
    private static final Duration ANSWERED_THROUGH_A_RELAY = Duration.ofMillis(25);

    private final NullPackets packets;
    private final Targets targets;
    private final Route route;
    private final Budgets budgets;
    private final Entropy entropy;
    private final Transactions transactions = new Transactions();
    private final CarriedSignals heardSignals = new CarriedSignals();
    private final Bucket relayed = new Bucket(20, ANSWERED_THROUGH_A_RELAY);
    private final Bucket copies = new Bucket(5, COPY_REFILL);

    private Optional<Bytes> carried = Optional.empty();
    private Moment lastHeard = Moment.NEVER;
    private Optional<CandidatePair> heardOn = Optional.empty();
    private Moment newestAnswered = new Moment(Long.MIN_VALUE);
    private long ignored;

    /** @param targets who may be sent to; {@code route} what is proved: both are the engine's */
    Checks(NullPackets packets, Targets targets, Route route, Budgets budgets, Entropy entropy) {
        this.packets = packets;
        this.targets = targets;
        this.route = route;
        this.budgets = budgets;
        this.entropy = entropy;
    }

    /** Silence counts from here until something comes in. */
    void begin(Moment now) {
        if (lastHeard == Moment.NEVER) {
            lastHeard = now;
        }
    }

    // ---- what goes out ----

    /** See {@link PathEngine#carry}. */
    void carry(Optional<Bytes> kindAndEnvelope) {
        int most = StunAttribute.MOST_SEALED_SIGNAL;
        if (kindAndEnvelope.filter(k -> k.isEmpty() || k.length() > most).isPresent()) {
            throw new IllegalArgumentException("a null packet carries 1 to " + most + " octets");
        }
        carried = kindAndEnvelope;
    }

    void ask(CandidatePair pair, Moment now, List<Output> out) {
        Bytes id = entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH);
        transactions.open(id, pair, now);
        out.add(new Output.Transmit(pair.way(), packets.request(id, pair.socket(), carried)));
        if (pair.asked(now, Liveness.jittered(entropy.fraction()))) {
            out.add(new Output.WindowOpened(pair.way(), pair.why()));
        }
    }

    boolean mayAsk(CandidatePair pair, Moment now) {
        return switch (pair.way()) {
            case Way.Direct direct -> budgets.takeAsk(direct.remote(), route.isThere(), now);
            case Way.Relayed ignored -> true;
            case Way.Tunnelled ignored -> true;
        };
    }

    /** Counts what has gone unanswered for too long. */
    void countMissed(Moment now) {
        transactions.missed(now).forEach(CandidatePair::missed);
    }

    // ---- what comes in ----

    /** True if this STUN datagram claims to be of this call: cheap, before any integrity check. */
    boolean claims(Bytes datagram) {
        return StunCodec.decode(datagram)
                .filter(message -> switch (message.type()) {
                    case BINDING_REQUEST -> packets.isNamed(message);
                    case BINDING_SUCCESS, BINDING_ERROR -> transactions.knows(message.transactionId());
                    case BINDING_INDICATION, CHANNEL_BIND_REQUEST, CHANNEL_BIND_SUCCESS, CHANNEL_BIND_ERROR -> false;
                })
                .isPresent();
    }

    /** The pair that this datagram proves: it is a valid answer on it. Anything invalid changes nothing. */
    Optional<CandidatePair> onStun(Way from, Bytes datagram, Moment now, List<Output> out) {
        Optional<StunMessage> decoded = StunCodec.decode(datagram);
        if (decoded.isEmpty()) {
            ignored++;
            return Optional.empty();
        }
        StunMessage message = decoded.get();
        return switch (message.type()) {
            case BINDING_REQUEST -> {
                onNullPacket(from, message, datagram, now, out);
                yield Optional.empty();
            }
            case BINDING_SUCCESS -> onAnswer(from, message, datagram, now, out);
            case BINDING_ERROR, BINDING_INDICATION, CHANNEL_BIND_REQUEST, CHANNEL_BIND_SUCCESS, CHANNEL_BIND_ERROR -> {
                ignored++;
                yield Optional.empty();
            }
        };
    }

    /** An authenticated media packet arrived. */
    void onVoice(Way from, Moment now, List<Output> out) {
        Optional<CandidatePair> pair = targets.heardFrom(from, now, route.pair());
        if (pair.isEmpty()) {
            ignored++;
            return;
        }
        hear(pair.get(), now);
        if (!pair.get().wasAskedWithin(ASK_WHERE_VOICE_COMES_FROM, now)) {
            prove(pair.get(), now, out);
        }
    }

    private void onNullPacket(Way from, StunMessage request, Bytes datagram, Moment now, List<Output> out) {
        // The peer's keys, but an address that nobody attested: whoever replays it would aim us at somebody.
        Optional<CandidatePair> permitted =
                packets.isAuthentic(request, datagram) ? targets.heardFrom(from, now, route.pair()) : Optional.empty();
        if (permitted.isEmpty()) {
            ignored++;
            return;
        }
        CandidatePair pair = permitted.get();
        boolean fresh = transactions.isNew(request.transactionId());
        if (fresh ? mayAnswer(pair, now) : copies.take(now)) {
            out.add(new Output.Transmit(from, packets.response(request.transactionId(), from)));
        }
        if (!fresh) {
            // A copy, perhaps replayed from a forged address: no sign of life, and no reason to ask.
            return;
        }
        hear(pair, now);
        request.first(StunAttribute.SealedSignal.class)
                .flatMap(signal -> heardSignals.hear(signal.kindAndEnvelope(), now))
                .ifPresent(out::add);
        if (pair.requested()) {
            out.add(new Output.NullPacketReceived(from));
        }
        prove(pair, now, out);
    }

    private Optional<CandidatePair> onAnswer(
            Way from, StunMessage answer, Bytes datagram, Moment now, List<Output> out) {
        Optional<Transactions.Open> asked = transactions
                .find(answer.transactionId(), now)
                .filter(open -> open.went(from) && targets.has(open.pair()));
        if (asked.isEmpty() || !packets.isAuthenticAnswer(answer, datagram)) {
            // The transaction stays open: a forged answer must not keep the true one out.
            ignored++;
            return Optional.empty();
        }
        transactions.close(answer.transactionId());
        Moment sentAt = asked.get().sentAt();
        newestAnswered = newestAnswered.isBefore(sentAt) ? sentAt : newestAnswered;
        CandidatePair pair = asked.get().pair();
        hear(pair, now);
        if (asked.get().counts()) {
            pair.quality().counted(true);
        }
        Duration roundTrip = now.since(sentAt);
        if (pair.answered(roundTrip, now)) {
            out.add(new Output.Answered(from, roundTrip));
        }
        return Optional.of(pair);
    }

    private void hear(CandidatePair pair, Moment now) {
        pair.heard(now);
        if (pair.way() instanceof Way.Direct direct) {
            budgets.authenticated(direct.remote());
        }
        lastHeard = now;
        heardOn = Optional.of(pair);
    }

    /** A triggered check (RFC 8445 section 7.3.1.4): the peer's window is open now, so ours is asked through at once. */
    private void prove(CandidatePair pair, Moment now, List<Output> out) {
        if (!pair.isProved() && mayAnswer(pair, now)) {
            ask(pair, now, out);
        }
    }

    /** What goes through a relay goes to whoever has bound it for this call, and the relay has its own limits. */
    private boolean mayAnswer(CandidatePair pair, Moment now) {
        return switch (pair.way()) {
            case Way.Direct direct -> budgets.takeAnswer(direct.remote(), now);
            case Way.Relayed ignored -> relayed.take(now);
            case Way.Tunnelled ignored -> relayed.take(now);
        };
    }

    // ---- what is known ----

    /** When something authentic last came in on a permitted address; before that, when silence began to count. */
    Moment lastHeard() {
        return lastHeard;
    }

    /** Where it came in. */
    Optional<CandidatePair> heardOn() {
        return heardOn;
    }

    /** When the newest of our null packets left that was answered; long ago, before one was. */
    Moment newestAnswered() {
        return newestAnswered;
    }

    /** Datagrams that changed nothing: malformed, forged, late, of another call, or from an address outside the rules. */
    long ignored() {
        return ignored;
    }
}
