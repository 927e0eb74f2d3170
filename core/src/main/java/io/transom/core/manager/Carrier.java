package io.transom.core.manager;

import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Output;
import io.transom.core.manager.Switchboard.Roster;
import io.transom.core.relay.Relay;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal.ClaimRelay;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.ControlSignal.Send;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries sealed envelopes from one endpoint to another of its household, at once or not at all: nothing is queued, what
 * is lost is sent again by whoever sealed it.
 */
final class Carrier {
    private final Roster roster;
    private final Attendance attendance;
    private final Optional<Relay> relay;
    private final Counters counters;

    Carrier(Roster roster, Attendance attendance, Optional<Relay> relay, Counters counters) {
        this.roster = roster;
        this.attendance = attendance;
        this.relay = relay;
        this.counters = counters;
    }

    List<Output> carry(Session from, Send send, Moment now) {
        if (send.kind() == SignalKind.HANG_UP) {
            // Also where the other end is gone: that is a reason more for nobody to send there.
            relay.ifPresent(held -> held.hungUp(send.call(), from.id(), now));
            from.over(send.call());
        }
        Optional<Session> online = attendance.session(send.to());
        Optional<Member> to = online.map(Session::member).or(() -> roster.member(send.to()));
        if (to.isEmpty() || !to.get().household().equals(from.member().household())) {
            // The same answer for both: whether another household's endpoint exists is none of the sender's business.
            return refuse(from, send, Undelivered.Reason.UNKNOWN_ENDPOINT);
        }
        if (!mayCarry(send.kind(), from.member().role(), to.get().role())) {
            return refuse(from, send, Undelivered.Reason.NOT_ALLOWED);
        }
        if (online.isEmpty()) {
            return refuse(from, send, Undelivered.Reason.NOT_REGISTERED);
        }
        List<Output> outputs = new ArrayList<>();
        if (from.isFirstOf(send.kind(), send.call())) {
            Notes.carried(send.kind(), send.call(), from.member(), to.get())
                    .forEach(event -> outputs.add(new Output.Note(event)));
        }
        if (send.kind() == SignalKind.CALL_REQUEST) {
            outputs.addAll(grantRelay(from, online.get(), send.call(), now));
        }
        outputs.add(online.get()
                .say(new Deliver(
                        send.kind(), attendance.peer(from.member(), to.get().role()), send.call(), send.envelope())));
        return outputs;
    }

    /** The device hears of it before the notice, so that its first null packets can go through the relay as well. */
    private List<Output> grantRelay(Session caller, Session device, CallId call, Moment now) {
        return relay.flatMap(held -> held.grant(call, caller.member().household(), caller.id(), device.id(), now))
                .map(grants -> List.of(device.say(grants.device()), caller.say(grants.caller())))
                .orElse(List.of());
    }

    /**
     * An end of a call has logged in anew. Its grant is told again; where there is none any more, the call gets another
     * once its other end says the same: that is more than a request needs, so nobody gets more by it.
     */
    List<Output> claim(Session from, ClaimRelay claim, Moment now) {
        Optional<Session> other = attendance
                .session(claim.other())
                .filter(session ->
                        session.member().household().equals(from.member().household())
                                && session.member().role() != from.member().role());
        if (relay.isEmpty() || other.isEmpty()) {
            return List.of();
        }
        from.claim(claim);
        Optional<RelayGranted> known = relay.get().grantOf(claim.call(), from.id(), now);
        if (known.isPresent()) {
            return List.of(from.say(known.get()));
        }
        if (!other.get().claims(claim.call(), from.id())) {
            return List.of();
        }
        boolean calls = from.member().role() == Role.CALLER;
        return grantRelay(calls ? from : other.get(), calls ? other.get() : from, claim.call(), now);
    }

    List<Output> refuse(Session from, Send send, Undelivered.Reason reason) {
        counters.count(Counters.Reason.SIGNAL_UNDELIVERED);
        List<Output> outputs = new ArrayList<>();
        Notes.requestedInVain(send.kind(), send.call(), from.member(), Notes.word(reason))
                .ifPresent(event -> outputs.add(new Output.Note(event)));
        outputs.add(from.say(new Undelivered(send.kind(), send.to(), send.call(), reason)));
        return outputs;
    }

    /** Callers ask devices; devices answer and ring. Nobody of one kind has anything to say to another of it. */
    private static boolean mayCarry(SignalKind kind, Role from, Role to) {
        return switch (kind) {
            case CALL_REQUEST, WARM -> from == Role.CALLER && to == Role.DEVICE;
            case WINDOW_OPEN, RING, RING_OVER, WARM_ANSWER -> from == Role.DEVICE && to == Role.CALLER;
            case HANG_UP, MOVED, PROBE -> from != to;
            case RELEASE_ASK, RELEASE_ANSWER, LOG_WANTED -> from == Role.CALLER && to == Role.DEVICE;
            case RELEASE_CHALLENGE, RELEASE_DONE, LOG_PART -> from == Role.DEVICE && to == Role.CALLER;
            // It is of use only where the two have a direct way, and then it takes that: who listens is their own
            // affair.
            case LISTEN -> false;
            // Who is a member concerns everybody, and who joins is none yet: the endpoints judge themselves.
            case HOUSEHOLD, STATEMENTS, JOIN, JOINED -> true;
        };
    }
}
