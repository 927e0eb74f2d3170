package io.transom.core.door;

import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.PeerSignal.Release;
import io.transom.wire.signal.PeerSignal.ReleaseAnswer;
import io.transom.wire.signal.PeerSignal.ReleaseAsk;
import io.transom.wire.signal.PeerSignal.ReleaseChallenge;
import io.transom.wire.signal.PeerSignal.ReleaseDone;
import io.transom.wire.signal.PeerSignal.ReleaseDone.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * One wish of the person at an app to have a door open. It signs once at most, for the lock that it asked, and is over
 * only when the lock has said so or can't open for it any more: nobody is told "no" of a door that opens a second later.
 */
public final class Opener {
    /** Two clocks that run apart by a fifth are broken. */
    static final Duration SPARE = Duration.ofSeconds(1);
    /** Longer challenges are no lock's of ours: the person would wait for nothing. */
    static final Duration LONGEST_LIFE = Duration.ofSeconds(30);

    /** What came of it. */
    public enum Verdict {
        OPENED,
        /** It has not been opened for this wish, and won't be. */
        REFUSED,
        /** It may have been opened, once; it won't be any more. */
        UNKNOWN
    }

    /** {@code words} are for people. */
    public record Result(Verdict verdict, String words) {}

    private sealed interface State {
        record Asking() implements State {}

        record Signed() implements State {}

        record Over() implements State {}
    }

    private final Identity self;
    private final PublicIdentity lock;
    private final String name;
    private final ReleaseAsk ask;
    private State state = new State.Asking();
    private Moment deadline;

    /**
     * @param lock whose relay is meant, as it was pinned
     * @param name what people call the lock's endpoint
     * @param door the lock's name for the door; empty for the only one it has
     * @param deadline until when the lock may challenge: nobody's door opens for a wish that was given up
     */
    public Opener(
            Identity self,
            PublicIdentity lock,
            String name,
            CallId call,
            String door,
            Entropy entropy,
            Moment deadline) {
        this.self = self;
        this.lock = lock;
        this.name = name;
        this.ask = new ReleaseAsk(call, entropy.bytes(Release.REQUEST_LENGTH), door);
        this.deadline = deadline;
    }

    public ReleaseAsk ask() {
        return ask;
    }

    /** The signed answer; empty for a challenge that isn't this wish's, and for a second one. */
    public Optional<ReleaseAnswer> onChallenge(ReleaseChallenge challenge, Moment now) {
        boolean ours = isAbout(challenge)
                && challenge.life().compareTo(LONGEST_LIFE) <= 0
                && (ask.door().isEmpty() || ask.door().equals(challenge.door()));
        if (!ours || !(state instanceof State.Asking) || deadline.reached(now)) {
            return Optional.empty();
        }
        state = new State.Signed();
        deadline = now.plus(challenge.life()).plus(SPARE);
        Bytes signature = self.sign(Transcript.of(lock, self.publicIdentity(), challenge));
        return Optional.of(new ReleaseAnswer(challenge.call(), challenge.request(), challenge.nonce(), signature));
    }

    /** What the lock says; empty where that isn't about this wish, or this is over. */
    public Optional<Result> onDone(ReleaseDone done) {
        boolean opened = done.outcome() == Outcome.RELEASED || done.outcome() == Outcome.OPEN_ALREADY;
        if (!isAbout(done) || state instanceof State.Over || opened && !(state instanceof State.Signed)) {
            return Optional.empty();
        }
        state = new State.Over();
        Verdict verdict = opened ? Verdict.OPENED : Verdict.REFUSED;
        return Optional.of(new Result(verdict, ReleaseWords.of(name, done)));
    }

    /** The lock's endpoint can't be asked, {@code words} say why. */
    public Optional<Result> onUnreachable(String words) {
        if (!(state instanceof State.Asking)) {
            return Optional.empty();
        }
        state = new State.Over();
        return Optional.of(new Result(Verdict.REFUSED, words));
    }

    public Optional<Result> wake(Moment now) {
        if (!wakeAt().reached(now)) {
            return Optional.empty();
        }
        boolean signed = state instanceof State.Signed;
        state = new State.Over();
        return Optional.of(
                signed
                        ? new Result(Verdict.UNKNOWN, ReleaseWords.unknown(name))
                        : new Result(Verdict.REFUSED, ReleaseWords.silent(name)));
    }

    public Moment wakeAt() {
        return state instanceof State.Over ? Moment.NEVER : deadline;
    }

    /** Until when it is worth saying again what was said last. */
    public Moment deadline() {
        return deadline;
    }

    private boolean isAbout(Release release) {
        return release.request().equals(ask.request()) && release.call().equals(ask.call());
    }
}
