package io.transom.core.household;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Join;
import io.transom.wire.signal.PeerSignal.Joined;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An endpoint that was given a code: it asks every app that is there whether it has made that code, once a person stands at
 * its button if it has one.
 */
final class Joining {
    /** From the code being given to the press, and to the answer. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    /** As many as the manager tells of. */
    private static final int MOST_ASKED = 64;

    private final PairingCode code;
    private final Role role;
    private final Moment until;
    private final Map<EndpointId, CallId> asked = new LinkedHashMap<>();
    private Moment again = Moment.ZERO;
    private boolean pressed;

    Joining(PairingCode code, Role role, Moment now) {
        this.code = code;
        this.role = role;
        this.until = now.plus(PATIENCE);
        this.pressed = role == Role.CALLER;
    }

    boolean awaitsPress() {
        return !pressed;
    }

    void press() {
        pressed = true;
    }

    boolean isOver(Moment now) {
        return until.reached(now);
    }

    /** What to ask whom now, if it is time to. */
    Map<Peer, Join> ask(List<Peer> there, PublicIdentity self, Entropy entropy, Moment now) {
        if (!pressed || !again.reached(now)) {
            return Map.of();
        }
        again = now.plus(ASK_AGAIN);
        Map<Peer, Join> questions = new LinkedHashMap<>();
        for (Peer peer : there) {
            boolean room = asked.containsKey(peer.id()) || asked.size() < MOST_ASKED;
            if (peer.role() == Role.CALLER && peer.online() && room) {
                CallId call = asked.computeIfAbsent(peer.id(), id -> CallId.random(entropy));
                Bytes proof = code.joinProof(self, peer.identity(), call, role);
                questions.put(peer, new Join(call, code.tag(peer.identity()), role, proof));
            }
        }
        return questions;
    }

    /** Whether that is the answer of who made the code. */
    boolean isWelcome(PublicIdentity from, PublicIdentity self, Joined joined) {
        return Optional.ofNullable(asked.get(from.id()))
                .filter(joined.call()::equals)
                .filter(call -> code.joinedProof(self, from, joined.call(), joined.rootKey())
                        .sameSecret(joined.proof()))
                .isPresent();
    }

    Moment wakeAt(boolean online) {
        return pressed && online ? until.earlier(again) : until;
    }
}
