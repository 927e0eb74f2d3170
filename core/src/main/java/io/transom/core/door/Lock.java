package io.transom.core.door;

import io.transom.core.Effect;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.Digests;
import io.transom.core.trust.SigningKey;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Release;
import io.transom.wire.signal.PeerSignal.ReleaseAnswer;
import io.transom.wire.signal.PeerSignal.ReleaseAsk;
import io.transom.wire.signal.PeerSignal.ReleaseChallenge;
import io.transom.wire.signal.PeerSignal.ReleaseDone;
import io.transom.wire.signal.PeerSignal.ReleaseDone.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides at the endpoint that drives the relay whether it moves. What comes in was sealed by the member that it is said
 * to come from; what goes out has to be sealed to it.
 */
public final class Lock {
    /** An app signs at once; the rest is the network's. Late is a wish that nobody has any more. */
    public static final Duration CHALLENGE_LIFE = Duration.ofSeconds(5);
    /** Members who want in within the same five seconds. */
    static final int MOST_CHALLENGES = 8;
    /** Longer than an app goes on asking what came of it. */
    static final Duration REMEMBERED = Duration.ofMinutes(1);
    /** Six a minute of ten members. */
    static final int MOST_REMEMBERED = 64;
    /** As many as a household's list of members holds. */
    static final int MOST_CONDUCTS = 64;
    /** A relay that hasn't said anything by then isn't there. */
    static final Duration RELAY_PATIENCE = Duration.ofSeconds(4);
    /** Whoever may not is told so, together this often; more of them hear nothing. */
    static final int MOST_REFUSALS = 10;

    static final Duration REFUSALS_COUNT_FOR = Duration.ofSeconds(10);

    /**
     * @param self whose relay it is: what is signed for another opens nothing here
     * @param door its name, for people and in what is signed
     * @param pulse how long the relay is to be held
     */
    public record Settings(PublicIdentity self, String door, Duration pulse) {}

    /** A signal to seal to {@code to}. */
    public record Reply(Peer to, Release signal) {}

    /** What to say and to do, in this order: effects first. */
    public record Reaction(List<Effect> effects, Optional<Reply> reply) {
        static final Reaction NONE = new Reaction(List.of(), Optional.empty());

        public Reaction {
            effects = List.copyOf(effects);
        }
    }

    private record Request(EndpointId member, Bytes request) {}

    private record Challenged(ReleaseChallenge challenge, Moment at) {
        /** A clock that jumps back has a challenge of the future: that isn't one of ours any more. */
        boolean holds(Moment now) {
            return !now.isBefore(at) && !at.plus(CHALLENGE_LIFE).reached(now);
        }
    }

    /** Empty outcome: the relay hasn't said yet. */
    private record Result(Optional<Outcome> outcome, Moment at) {}

    private record Moving(Peer member, Release release, Moment at, boolean told) {}

    private final Settings settings;
    private final ReleaseRights rights;
    private final Entropy entropy;
    private final Map<EndpointId, Challenged> challenges = new LinkedHashMap<>();
    private final Map<Request, Result> results = new LinkedHashMap<>();
    private final Map<EndpointId, Conduct> conducts = new LinkedHashMap<>();
    private Optional<Moving> moving = Optional.empty();
    private long minted;
    private int refusals;
    private Optional<Moment> refusalsSince = Optional.empty();

    public Lock(Settings settings, ReleaseRights rights, Entropy entropy) {
        this.settings = settings;
        this.rights = rights;
        this.entropy = entropy;
    }

    // ---- a member wants the door open ----

    public Reaction onAsk(Peer from, ReleaseAsk ask, Moment now) {
        tidy(now);
        Optional<Reaction> decided = decided(from, ask, now);
        if (decided.isPresent()) {
            return decided.get();
        }
        if (!ask.door().isEmpty() && !ask.door().equals(settings.door())) {
            return refuse(from, ask, Outcome.NO_SUCH_DOOR, "it named another door");
        }
        Challenged before = challenges.get(from.id());
        if (before != null && before.challenge().request().equals(ask.request()) && before.holds(now)) {
            return before.challenge().call().equals(ask.call())
                    ? reply(from, before.challenge())
                    : refuse(from, ask, Outcome.STALE, "the same request came from two calls");
        }
        // One for each member: an app that was started anew doesn't wait for what it has forgotten.
        challenges.remove(from.id());
        if (challenges.size() >= MOST_CHALLENGES) {
            return refuse(from, ask, Outcome.BUSY, "too many ask at once");
        }
        ReleaseChallenge challenge =
                new ReleaseChallenge(ask.call(), ask.request(), nonce(), settings.door(), CHALLENGE_LIFE);
        challenges.put(from.id(), new Challenged(challenge, now));
        return reply(from, challenge);
    }

    /** Never the same twice in one boot, whatever the source of entropy says. */
    private Bytes nonce() {
        Bytes number = new ByteWriter(8).u64(minted).written();
        minted++;
        return Digests.sha256(Bytes.utf8("transom door nonce 1"), entropy.bytes(Release.NONCE_LENGTH), number);
    }

    // ---- and has signed for it ----

    public Reaction onAnswer(Peer from, ReleaseAnswer answer, Moment now) {
        tidy(now);
        Optional<Reaction> decided = decided(from, answer, now);
        if (decided.isPresent()) {
            return decided.get();
        }
        Optional<ReleaseChallenge> asked = take(from, answer, now);
        if (asked.isEmpty()) {
            return refuse(from, answer, Outcome.STALE, "its challenge is over, or never was");
        }
        Bytes signed = Transcript.of(settings.self(), from.identity(), asked.get());
        if (!SigningKey.holds(from.identity().signing(), signed, answer.signature())) {
            conduct(from, now).fault(now);
            remember(from, answer, Optional.of(Outcome.REJECTED), now);
            return refuse(from, answer, Outcome.REJECTED, "its signature is wrong");
        }
        if (relayIsBusy(now)) {
            remember(from, answer, Optional.of(Outcome.OPEN_ALREADY), now);
            return reply(from, done(answer, Outcome.OPEN_ALREADY, Duration.ZERO));
        }
        return release(from, answer, now);
    }

    /**
     * The challenge that this answers, which is gone from now on. What names another nonce, request or call takes nothing
     * with it: a replayed answer must not cost a member the challenge that it is just signing.
     */
    private Optional<ReleaseChallenge> take(Peer from, ReleaseAnswer answer, Moment now) {
        Challenged open = challenges.get(from.id());
        if (open == null
                || !open.challenge().nonce().sameSecret(answer.nonce())
                || !open.challenge().request().equals(answer.request())
                || !open.challenge().call().equals(answer.call())) {
            return Optional.empty();
        }
        challenges.remove(from.id());
        return open.holds(now) ? Optional.of(open.challenge()) : Optional.empty();
    }

    private Reaction release(Peer from, ReleaseAnswer answer, Moment now) {
        conduct(from, now).released(now);
        remember(from, answer, Optional.empty(), now);
        moving = Optional.of(new Moving(from, answer, now, false));
        return new Reaction(List.of(new Effect.PulseRelay(settings.door(), settings.pulse())), Optional.empty());
    }

    // ---- the relay ----

    /** The relay has moved, or says in words for people why it hasn't. */
    public Reaction onRelay(boolean moved, String reason, Moment now) {
        if (moving.filter(at -> !at.told()).isEmpty()) {
            return Reaction.NONE;
        }
        Moving at = moving.get();
        // What hasn't moved keeps nobody else waiting.
        moving = moved ? Optional.of(new Moving(at.member(), at.release(), at.at(), true)) : Optional.empty();
        Outcome outcome = moved ? Outcome.RELEASED : Outcome.RELAY_FAILED;
        remember(at.member(), at.release(), Optional.of(outcome), now);
        return moved
                ? new Reaction(
                        List.of(note(EventName.RELEASED, at.member(), at.release(), Optional.empty())),
                        Optional.of(new Reply(at.member(), done(at.release(), outcome, Duration.ZERO))))
                : refuse(at.member(), at.release(), outcome, reason);
    }

    private boolean relayIsBusy(Moment now) {
        return moving.filter(at -> !at.told() || !at.at().plus(settings.pulse()).reached(now))
                .isPresent();
    }

    public Reaction wake(Moment now) {
        return wakeAt().reached(now) ? onRelay(false, "the relay doesn't answer", now) : Reaction.NONE;
    }

    public Moment wakeAt() {
        return moving.filter(at -> !at.told())
                .map(at -> at.at().plus(RELAY_PATIENCE))
                .orElse(Moment.NEVER);
    }

    // ---- what needs no looking at ----

    /** For an ask and an answer alike: who may not, who is locked out, and what is done with already. */
    private Optional<Reaction> decided(Peer from, Release release, Moment now) {
        if (!rights.mayRelease(from.id(), settings.door(), now)) {
            challenges.remove(from.id());
            return Optional.of(refuseStranger(from, release, now));
        }
        Result before = results.get(new Request(from.id(), release.request()));
        if (before != null) {
            return Optional.of(before.outcome()
                    .map(outcome -> reply(from, done(release, outcome, Duration.ZERO)))
                    .orElse(Reaction.NONE));
        }
        Duration barred = Optional.ofNullable(conducts.get(from.id()))
                .map(conduct -> conduct.lockedOut(now))
                .orElse(Duration.ZERO);
        if (barred.isZero()) {
            return Optional.empty();
        }
        challenges.remove(from.id());
        Effect note = note(EventName.RELEASE_REFUSED, from, release, Optional.of("it is locked out"));
        // Rounded up: who comes back when told is heard.
        Duration patience = Duration.ofSeconds(barred.toSeconds() + 1);
        return Optional.of(new Reaction(
                List.of(note), Optional.of(new Reply(from, done(release, Outcome.LOCKED_OUT, patience)))));
    }

    /** Nothing is remembered of strangers: an evil manager makes as many as it likes. */
    private Reaction refuseStranger(Peer from, Release release, Moment now) {
        if (refusalsSince
                .filter(since -> !since.plus(REFUSALS_COUNT_FOR).reached(now))
                .isEmpty()) {
            refusalsSince = Optional.of(now);
            refusals = 0;
        }
        refusals++;
        return refusals > MOST_REFUSALS
                ? Reaction.NONE
                : refuse(from, release, Outcome.NOT_ALLOWED, "it may not open this door");
    }

    private Reaction refuse(Peer to, Release release, Outcome outcome, String reason) {
        return new Reaction(
                List.of(note(EventName.RELEASE_REFUSED, to, release, Optional.of(reason))),
                Optional.of(new Reply(to, done(release, outcome, Duration.ZERO))));
    }

    private static Reaction reply(Peer to, Release signal) {
        return new Reaction(List.of(), Optional.of(new Reply(to, signal)));
    }

    private static ReleaseDone done(Release release, Outcome outcome, Duration patience) {
        return new ReleaseDone(release.call(), release.request(), outcome, patience);
    }

    // ---- what is kept ----

    private void remember(Peer member, Release release, Optional<Outcome> outcome, Moment now) {
        results.put(new Request(member.id(), release.request()), new Result(outcome, now));
        if (results.size() > MOST_REMEMBERED) {
            results.remove(results.keySet().iterator().next());
        }
    }

    private Conduct conduct(Peer member, Moment now) {
        if (conducts.size() >= MOST_CONDUCTS) {
            conducts.values().removeIf(conduct -> conduct.forgettable(now));
        }
        if (conducts.size() >= MOST_CONDUCTS && !conducts.containsKey(member.id())) {
            conducts.remove(conducts.keySet().iterator().next());
        }
        return conducts.computeIfAbsent(member.id(), id -> new Conduct());
    }

    private void tidy(Moment now) {
        results.values().removeIf(result -> result.at().plus(REMEMBERED).reached(now));
        challenges.values().removeIf(challenged -> !challenged.holds(now));
    }

    private Effect note(EventName name, Peer member, Release release, Optional<String> reason) {
        String call = release.call().toString();
        String id = member.id().text();
        return new Effect.Note(
                reason.isEmpty()
                        ? Event.of(name, "call", call, "door", settings.door(), "by", member.name(), "member", id)
                        : Event.of(
                                name,
                                "call",
                                call,
                                "door",
                                settings.door(),
                                "by",
                                member.name(),
                                "member",
                                id,
                                "reason",
                                reason.get()));
    }
}
