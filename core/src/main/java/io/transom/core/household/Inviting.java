package io.transom.core.household;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.PeerSignal.Join;
import java.time.Duration;
import java.util.Optional;

/** One open invitation: who knows its code is let in, once, while it lasts. */
final class Inviting {
    /** The code has 80 bits: who guesses five times knows nothing, and must not go on. */
    static final int MOST_WRONG = 5;
    /** A person walks to the door and presses its button. */
    static final Duration FOR_A_DEVICE = Duration.ofMinutes(5);
    /** Somebody elsewhere reads a message. */
    static final Duration FOR_AN_APP = Duration.ofHours(24);

    /** What a request to join comes to. */
    enum Verdict {
        WELCOME,
        /** The same asks again: our answer was lost. */
        WELCOME_AGAIN,
        /** Another code is meant. */
        NOT_MEANT,
        WRONG,
        /** That was one wrong proof too many. */
        BURNT,
        OVER
    }

    private record Guest(EndpointId id) {}

    private final PairingCode code;
    private final Moment until;
    private int wrong;
    private Optional<Guest> guest = Optional.empty();

    Inviting(PairingCode code, Moment until) {
        this.code = code;
        this.until = until;
    }

    boolean isOf(PairingCode other) {
        return code.equals(other);
    }

    /** @param from whose envelope it came in: it holds the private key of that */
    Verdict judge(PublicIdentity from, PublicIdentity self, Join join, Moment now) {
        if (!join.tag().equals(code.tag(self))) {
            return Verdict.NOT_MEANT;
        }
        if (until.reached(now) || wrong >= MOST_WRONG) {
            return Verdict.OVER;
        }
        boolean holds = code.joinProof(from, self, join.call(), join.role()).sameSecret(join.proof());
        if (!holds) {
            return ++wrong < MOST_WRONG ? Verdict.WRONG : Verdict.BURNT;
        }
        if (guest.isEmpty()) {
            guest = Optional.of(new Guest(from.id()));
            return Verdict.WELCOME;
        }
        return guest.get().id().equals(from.id()) ? Verdict.WELCOME_AGAIN : Verdict.OVER;
    }

    Bytes answer(PublicIdentity joiner, PublicIdentity self, CallId call, Bytes rootKey) {
        return code.joinedProof(joiner, self, call, rootKey);
    }
}
