package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.endpoint.Auditing;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.signal.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The microphone of one call. Nothing else sets one: so it opens only once the log says for whom, and why. */
final class CallMicrophone {
    private final Auditing audit;
    private final Peer peer;
    private final CallId call;
    private Optional<Microphone> mode = Optional.empty();

    CallMicrophone(Auditing audit, Peer peer, CallId call) {
        this.audit = audit;
        this.peer = peer;
        this.call = call;
    }

    /** Nothing where it does that already. */
    List<Effect> set(Microphone wanted, String under, Moment now) {
        if (mode.equals(Optional.of(wanted))) {
            return List.of();
        }
        if (wanted == Microphone.CLOSED) {
            return close("", now);
        }
        mode = Optional.of(wanted);
        Kind kind = wanted == Microphone.OPEN ? Kind.MICROPHONE_OPEN : Kind.MICROPHONE_PRE_ROLL;
        List<Effect> effects = new ArrayList<>(audit.tell(AuditFact.by(kind, call, peer, under, ""), now));
        effects.add(new Effect.SetMicrophone(call, wanted));
        return effects;
    }

    /** The call is over. */
    List<Effect> over(String why, Moment now) {
        return close(why, now);
    }

    /** It closes first, and then that is told. */
    private List<Effect> close(String why, Moment now) {
        boolean wasOpen = mode.filter(before -> before != Microphone.CLOSED).isPresent();
        mode = Optional.of(Microphone.CLOSED);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.SetMicrophone(call, Microphone.CLOSED));
        if (wasOpen) {
            effects.addAll(audit.tell(AuditFact.by(Kind.MICROPHONE_CLOSED, call, peer, "", why), now));
        }
        return effects;
    }
}
