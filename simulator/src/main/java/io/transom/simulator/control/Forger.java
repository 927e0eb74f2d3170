package io.transom.simulator.control;

import io.transom.core.trust.Identity;
import io.transom.core.trust.PeerSeal;
import io.transom.simulator.net.Dice;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an evil manager can seal itself: with keys of its own, for it has nobody else's. */
final class Forger {
    private static final String FRAGMENT = "abcdefghijklmnop";
    private static final int SECRET = 16;

    private final Dice dice;
    private final Identity own;

    Forger(Dice dice) {
        this.dice = dice;
        this.own = Identity.generate(dice);
    }

    /**
     * In place of {@code truth}, of the same kind and call; empty for kinds that nobody would believe from anybody.
     *
     * @param asMember under the name of whoever it is from, with the forger's keys; otherwise with that one's keys, which
     *     the envelope doesn't fit
     */
    Optional<Deliver> instead(Deliver truth, Peer to, boolean asMember) {
        Peer from = truth.from();
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
        return signal(truth, to)
                .map(signal -> new Deliver(
                        signal.kind(), claimed, truth.call(), PeerSeal.seal(own, to.identity(), signal, dice)));
    }

    private Optional<PeerSignal> signal(Deliver truth, Peer to) {
        CallId call = truth.call();
        return switch (truth.kind()) {
            case CALL_REQUEST ->
                Optional.of(new PeerSignal.Request(
                        call, secret(), FRAGMENT, FRAGMENT, ephemeral(), places(), boot(to), Optional.empty()));
            case WINDOW_OPEN ->
                Optional.of(new PeerSignal.Answer(call, PeerSignal.Answer.Outcome.ACCEPTED, ephemeral(), places()));
            case RING -> Optional.of(new PeerSignal.Ring(call, boot(truth.from()), boot(to)));
            case RING_OVER -> Optional.of(new PeerSignal.RingOver(call, "nobody you know"));
            case HANG_UP -> Optional.of(new PeerSignal.HangUp(call, PeerSignal.HangUp.Reason.HUNG_UP));
            case MOVED -> Optional.of(new PeerSignal.Moved(call, PeerSignal.Moved.LAST_SEQUENCE, places()));
            case PROBE -> Optional.of(new PeerSignal.Probe(call, stranger(), 1, stranger()));
            case WARM -> Optional.of(new PeerSignal.Warm(call, secret(), FRAGMENT, FRAGMENT, places(), boot(to)));
            case WARM_ANSWER -> {
                PeerSignal.WarmAnswer.Outcome accepted = PeerSignal.WarmAnswer.Outcome.ACCEPTED;
                yield Optional.of(new PeerSignal.WarmAnswer(call, accepted, places(), Optional.empty()));
            }
            case RELEASE_ASK -> Optional.of(new PeerSignal.ReleaseAsk(call, request(), ""));
            case LISTEN -> Optional.of(new PeerSignal.Listen(call, Optional.of(ephemeral())));
            case RELEASE_CHALLENGE, RELEASE_ANSWER, RELEASE_DONE -> Optional.empty();
            case HOUSEHOLD, STATEMENTS, JOIN, JOINED -> Optional.empty();
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
