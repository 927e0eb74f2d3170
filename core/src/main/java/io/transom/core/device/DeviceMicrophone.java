package io.transom.core.device;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.call.Conversation;
import io.transom.core.device.Device.DropIn;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.household.Right;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the intercom's microphone does in a call, and why it may. It is open for the right to drop in, for a bell that was
 * pressed and answered, and for a press here. A call that has neither chimes, and the microphone stays closed until
 * somebody presses.
 */
final class DeviceMicrophone {
    private static final String PRESS = "a press here";

    private final Station station;
    private final boolean handsFree;
    private final DropIn dropIn;
    private final Openings openings = new Openings();
    private boolean talkHeld;
    /** In this call. */
    private boolean open;

    private boolean awaitsPress;
    /** Who hears this place by the right to drop in alone, and not because somebody here has pressed. */
    private Optional<Peer> droppedIn = Optional.empty();

    private String under = "";

    /** @param handsFree it is open for the length of a call, not only while push-to-talk is held */
    DeviceMicrophone(Station station, boolean handsFree, DropIn dropIn) {
        this.station = station;
        this.handsFree = handsFree;
        this.dropIn = dropIn;
        station.audit()
                .startedWith((handsFree ? "hands-free" : "push-to-talk") + ", drop-in "
                        + dropIn.name().toLowerCase(Locale.ROOT));
    }

    // ---- a call ----

    /** Before the call begins: what it is to do, what the log has to know first, and the chime. */
    List<Effect> accept(Peer from, Request request, Moment now) {
        Optional<String> objection = objection(from, request, now);
        Optional<String> refusal = objection
                .filter(reason -> handsFree || dropIn == DropIn.FORBIDDEN)
                .or(() -> tooOften(from, request, now));
        open = handsFree && objection.isEmpty() && refusal.isEmpty();
        droppedIn = open && request.ring().isEmpty() ? Optional.of(from) : Optional.empty();
        awaitsPress = false;
        under = whatFor(request);
        return refusal.map(reason -> refuse(from, request.call(), reason, now)).orElse(List.of());
    }

    /** It waits for a press, which is told and heard. */
    private List<Effect> refuse(Peer from, CallId call, String reason, Moment now) {
        awaitsPress = !talkHeld;
        List<Effect> effects =
                new ArrayList<>(station.audit().tell(AuditFact.by(Kind.DROP_IN_REFUSED, call, from, "", reason), now));
        effects.add(new Effect.Note(Event.of(EventName.REFUSED, "call", call.toString(), "reason", reason)));
        if (awaitsPress) {
            effects.add(new Effect.Chime(true));
        }
        return effects;
    }

    /** Of a household's members only: nobody else is sure to be the same as before. */
    private Optional<String> tooOften(Peer from, Request request, Moment now) {
        boolean counts = request.ring().isEmpty() && station.household().isPaired();
        return counts && !openings.mayOpen(from.id(), now)
                ? Optional.of(
                        from.name() + " has called too often today: the microphone opens when somebody here presses")
                : Optional.empty();
    }

    /** Why it doesn't open for that call by itself; empty if it may. */
    private Optional<String> objection(Peer from, Request request, Moment now) {
        if (request.ring().isPresent()) {
            return Optional.empty();
        }
        return switch (dropIn) {
            case FORBIDDEN ->
                Optional.of(
                        "dropping in is forbidden at this intercom: its microphone opens when somebody there presses");
            case MEMBERS ->
                station.household().isPaired()
                        ? station.household().objection(from.id(), Right.DROP_IN, now)
                        : Optional.of(
                                "this intercom belongs to no household yet: its microphone opens when somebody there presses");
            case ALLOWED -> station.household().objection(from.id(), Right.DROP_IN, now);
        };
    }

    private String whatFor(Request request) {
        if (request.ring().isPresent()) {
            return "the bell was pressed, and answered";
        }
        if (!open) {
            return "right to " + Right.CALL.words();
        }
        return station.household().isPaired() ? "right to " + Right.DROP_IN.words() : "hands-free, nobody is paired";
    }

    /** Pre-roll runs inside a call that may be heard, and is never sent unless talk follows. */
    Microphone mode() {
        if (awaitsPress) {
            return Microphone.CLOSED;
        }
        return open || talkHeld ? Microphone.OPEN : Microphone.PRE_ROLL;
    }

    String under() {
        return talkHeld ? PRESS : under;
    }

    // ---- a press ----

    boolean awaitsPress() {
        return awaitsPress;
    }

    /** Somebody here has pressed for this call: from now on it is as one that may drop in. */
    List<Effect> answered(Optional<Conversation> call, Moment now) {
        awaitsPress = false;
        droppedIn = Optional.empty();
        open = handsFree;
        under = PRESS;
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Chime(false));
        effects.addAll(set(call, now));
        return effects;
    }

    List<Effect> talk(boolean held, Optional<Conversation> call, Moment now) {
        talkHeld = held;
        return held && awaitsPress ? answered(call, now) : set(call, now);
    }

    private List<Effect> set(Optional<Conversation> call, Moment now) {
        return call.map(active -> active.microphone(mode(), under(), now)).orElse(List.of());
    }

    /** A call that ended before anybody pressed chimes no more; who may not drop in any more hears nothing, amid the call. */
    List<Effect> wake(Optional<Conversation> call, Moment now) {
        if (call.isPresent()) {
            return droppedIn
                    .flatMap(peer -> station.household()
                            .objection(peer.id(), Right.DROP_IN, now)
                            .map(reason -> close(call.get(), peer, reason, now)))
                    .orElse(List.of());
        }
        droppedIn = Optional.empty();
        if (!awaitsPress) {
            return List.of();
        }
        awaitsPress = false;
        return List.of(new Effect.Chime(false));
    }

    private List<Effect> close(Conversation call, Peer peer, String reason, Moment now) {
        droppedIn = Optional.empty();
        open = false;
        List<Effect> told = refuse(peer, call.call(), reason, now);
        List<Effect> effects = new ArrayList<>(call.microphone(mode(), under(), now));
        effects.addAll(told);
        return effects;
    }
}
