package io.transom.core.manager;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.manager.Session.Registration;
import io.transom.core.manager.Switchboard.Member;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.signal.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the switchboard's timeline says. */
final class Notes {
    private Notes() {}

    static Event registered(Member member, Registration registration) {
        List<Event.Field> fields = new ArrayList<>();
        fields.add(new Event.Field("endpoint", member.name()));
        fields.add(new Event.Field("role", word(member.role())));
        fields.add(new Event.Field("household", member.household()));
        if (!registration.attested().isEmpty()) {
            fields.add(
                    new Event.Field("remote", registration.attested().getFirst().toString()));
        }
        fields.add(new Event.Field("mapping", word(registration.firewall().mapping())));
        fields.add(new Event.Field("filtering", word(registration.firewall().filtering())));
        return new Event(EventName.REGISTERED, fields);
    }

    static Event gone(Member member, String reason) {
        return Event.of(
                EventName.DISCONNECTED, "endpoint", member.name(), "household", member.household(), "reason", reason);
    }

    static Event refused(String reason) {
        return Event.of(EventName.REFUSED, "reason", reason);
    }

    /** What an accepted envelope means for the timeline; empty for kinds that the endpoints tell of themselves. */
    static List<Event> carried(SignalKind kind, CallId call, Member from, Member to) {
        return switch (kind) {
            case CALL_REQUEST ->
                List.of(
                        between(EventName.CALL_REQUESTED, call, from, to),
                        between(EventName.CALL_NOTICE, call, from, to));
            case WINDOW_OPEN ->
                List.of(between(EventName.WINDOW_OPENED, call, from, to), between(EventName.READY, call, from, to));
            case RING -> List.of(between(EventName.RINGING, call, from, to));
            case RING_OVER -> List.of(between(EventName.RING_OVER, call, from, to));
            case HANG_UP -> List.of(between(EventName.CALL_ENDED, call, from, to));
            case MOVED, PROBE, WARM, WARM_ANSWER, HOUSEHOLD, STATEMENTS, JOIN, JOINED -> List.of();
            case LOG_WANTED, LOG_PART -> List.of();
            case RELEASE_ASK, RELEASE_CHALLENGE, RELEASE_ANSWER, RELEASE_DONE, LISTEN -> List.of();
        };
    }

    static Optional<Event> requestedInVain(SignalKind kind, CallId call, Member from, String reason) {
        return kind == SignalKind.CALL_REQUEST
                ? Optional.of(Event.of(
                        EventName.CALL_REQUESTED, "call", call.toString(), "from", from.name(), "undelivered", reason))
                : Optional.empty();
    }

    static Event counted(Counters counters) {
        List<Event.Field> fields = new ArrayList<>();
        for (Counters.Reason reason : Counters.Reason.values()) {
            if (counters.of(reason) > 0) {
                fields.add(new Event.Field(reason.text(), counters.of(reason)));
            }
        }
        return new Event(EventName.COUNTED, fields);
    }

    /** As people and event files write it: {@code endpoint-independent}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Event between(EventName name, CallId call, Member from, Member to) {
        return Event.of(name, "call", call.toString(), "from", from.name(), "to", to.name());
    }

    static String word(Role role) {
        return word((Enum<?>) role);
    }
}
