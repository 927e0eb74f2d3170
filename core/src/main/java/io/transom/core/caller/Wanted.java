package io.transom.core.caller;

import io.transom.core.call.CallerCall;
import io.transom.core.call.Conversation;
import io.transom.core.call.Reasons;
import io.transom.core.endpoint.PeerBook;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.Peer;
import java.util.Optional;

/**
 * A call that someone wants while the door isn't known or isn't there yet.
 *
 * @param call the id that the call will have
 * @param deadline until when the door is waited for
 * @param latest when the call has to talk or be over, however late it could be made
 * @param answered when the manager first told that the door is offline or unknown
 * @param past the boot nonce of the door as it was before a restart that we have heard of: that door isn't there any more
 */
record Wanted(
        String name,
        CallId call,
        Moment deadline,
        Moment latest,
        Moment nextLookup,
        Optional<Answered> answered,
        Optional<Bytes> past) {
    /** What the manager said, and until when we wait for that to change. */
    record Answered(boolean known, Moment patience) {}

    static Wanted of(String name, CallId call, Moment deadline, Moment now) {
        Moment latest = deadline.plus(Conversation.LONGEST_WAIT.minus(Conversation.SETUP_TIMEOUT));
        return new Wanted(name, call, deadline, latest, now, Optional.empty(), Optional.empty());
    }

    /** The same wish, after the door has told that it was restarted since it was asked. */
    static Wanted again(CallerCall asked, CallId call, Moment now) {
        Peer door = asked.device();
        return new Wanted(
                door.name(), call, asked.deadline(), asked.latest(), now, Optional.empty(), Optional.of(door.boot()));
    }

    boolean isMeant(Peer door) {
        return past.filter(door.boot()::equals).isEmpty();
    }

    Wanted looking(Moment next) {
        return new Wanted(name, call, deadline, latest, next, answered, past);
    }

    Wanted told(Answered first) {
        return new Wanted(
                name,
                call,
                deadline,
                latest,
                nextLookup,
                Optional.of(answered.map(before -> new Answered(first.known(), before.patience()))
                        .orElse(first)),
                past);
    }

    /** The manager has told who is there: if the wanted door isn't, our patience begins to run out. */
    Wanted learn(ControlSignal.Peers told, PeerBook peers, Moment now) {
        boolean about = told.question().isEmpty() || told.question().equals(name);
        boolean known = peers.byName(name).isPresent();
        return about ? told(new Answered(known, now.plus(Caller.PATIENCE))) : this;
    }

    /** Nobody is waited for any longer. */
    boolean isOver(Moment now) {
        return deadline.reached(now)
                || answered.filter(told -> told.patience().reached(now)).isPresent();
    }

    String whyNot() {
        if (past.isPresent()) {
            return Reasons.restarted(name);
        }
        return answered.map(told -> told.known() ? Reasons.notConnected(name) : Reasons.unknown(name))
                .orElse(Reasons.NO_MANAGER);
    }

    Moment wakeAt() {
        Moment due = deadline.earlier(nextLookup);
        return answered.map(told -> due.earlier(told.patience())).orElse(due);
    }
}
