package io.transom.simulator.control;

import io.transom.core.household.StatementSet;
import io.transom.core.trust.Identity;
import io.transom.core.trust.PeerSeal;
import io.transom.simulator.net.Dice;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an evil manager can seal itself: with keys of its own, for it has nobody else's. */
final class Forger {
    private static final String FRAGMENT = "abcdefghijklmnop";
    private static final int SECRET = 16;
    private static final int TAG = 4;
    private static final int PROOF = 32;

    private final Dice dice;
    private final Identity own;
    private final ForgedRecords records;

    Forger(Dice dice) {
        this.dice = dice;
        this.own = Identity.generate(dice);
        this.records = new ForgedRecords(dice, own);
    }

    /** Somebody who was a member has told it what the household's records are. */
    void know(StatementSet told) {
        records.know(told);
    }

    /** Keys that nobody has joined. */
    PublicIdentity ownKeys() {
        return own.publicIdentity();
    }

    /**
     * In place of {@code truth}, of the same kind and call.
     *
     * @param asMember under the name of whoever it is from, with the forger's keys; otherwise with that one's keys, which
     *     the envelope doesn't fit
     */
    Deliver instead(Deliver truth, Peer to, boolean asMember) {
        return forged(truth.kind(), truth.call(), truth.from(), to, asMember);
    }

    /** Of a kind that the dice choose, from {@code from}, in a call that goes on or in none. */
    Deliver unasked(CallId call, Peer from, Peer to) {
        SignalKind kind = dice.oneOf(List.of(SignalKind.values()));
        return forged(kind, dice.chance(0.5) ? call : CallId.random(dice), from, to, dice.chance(0.5));
    }

    private Deliver forged(SignalKind kind, CallId call, Peer from, Peer to, boolean asMember) {
        Peer claimed = asMember
                ? new Peer(
                        own.publicIdentity(),
                        from.name(),
                        from.role(),
                        true,
                        from.attested(),
                        from.firewall(),
                        from.boot())
                : from;
        PeerSignal signal = signal(kind, call, from, to);
        return new Deliver(kind, claimed, call, PeerSeal.seal(own, to.identity(), signal, dice));
    }

    private PeerSignal signal(SignalKind kind, CallId call, Peer from, Peer to) {
        return switch (kind) {
            case CALL_REQUEST ->
                new PeerSignal.Request(
                        call, secret(), FRAGMENT, FRAGMENT, ephemeral(), places(), boot(to), Optional.empty());
            case WINDOW_OPEN -> new PeerSignal.Answer(call, PeerSignal.Answer.Outcome.ACCEPTED, ephemeral(), places());
            case RING -> new PeerSignal.Ring(call, boot(from), boot(to));
            case RING_OVER -> new PeerSignal.RingOver(call, "nobody you know");
            case HANG_UP -> new PeerSignal.HangUp(call, PeerSignal.HangUp.Reason.HUNG_UP);
            case MOVED -> new PeerSignal.Moved(call, PeerSignal.Moved.LAST_SEQUENCE, places());
            case PROBE -> new PeerSignal.Probe(call, stranger(), 1, stranger());
            case WARM -> new PeerSignal.Warm(call, secret(), FRAGMENT, FRAGMENT, places(), boot(to));
            case WARM_ANSWER ->
                new PeerSignal.WarmAnswer(call, PeerSignal.WarmAnswer.Outcome.ACCEPTED, places(), Optional.empty());
            case LISTEN -> new PeerSignal.Listen(call, Optional.of(ephemeral()));
            case RELEASE_ASK -> new PeerSignal.ReleaseAsk(call, request(), "");
            case RELEASE_CHALLENGE -> {
                Bytes nonce = dice.bytes(PeerSignal.Release.NONCE_LENGTH);
                yield new PeerSignal.ReleaseChallenge(call, request(), nonce, from.name(), Duration.ofSeconds(255));
            }
            case RELEASE_ANSWER -> {
                Bytes nonce = dice.bytes(PeerSignal.Release.NONCE_LENGTH);
                yield new PeerSignal.ReleaseAnswer(call, request(), nonce, own.sign(nonce));
            }
            case RELEASE_DONE ->
                new PeerSignal.ReleaseDone(
                        call, request(), dice.oneOf(List.of(PeerSignal.ReleaseDone.Outcome.values())), Duration.ZERO);
            case HOUSEHOLD -> records.holding(call);
            case LOG_WANTED -> new PeerSignal.LogWanted(call, 0);
            case LOG_PART -> new PeerSignal.LogPart(call, 1, 0, 0, List.of(dice.bytes(PROOF)));
            case STATEMENTS -> records.statements(call, from, to);
            case JOIN -> new PeerSignal.Join(call, dice.bytes(TAG), from.role(), dice.bytes(PROOF));
            case JOINED -> new PeerSignal.Joined(call, records.ownRoot(), dice.bytes(PROOF));
        };
    }

    private Bytes secret() {
        return dice.bytes(SECRET);
    }

    private Bytes request() {
        return dice.bytes(PeerSignal.Release.REQUEST_LENGTH);
    }

    private Bytes ephemeral() {
        return own.publicIdentity().agreement();
    }

    private Bytes boot(Peer of) {
        return of.boot().isEmpty() ? dice.bytes(SECRET) : of.boot();
    }

    private List<Candidate> places() {
        List<Candidate> places = new ArrayList<>();
        places.add(new Candidate(Candidate.Type.OBSERVED, 0, stranger()));
        places.add(new Candidate(Candidate.Type.GRANTED, 0, stranger()));
        places.add(new Candidate(Candidate.Type.HOST, 0, dice.oneOf(EvilManager.NO_MANS)));
        return places;
    }

    private UdpAddress stranger() {
        return dice.oneOf(EvilManager.STRANGERS);
    }
}
