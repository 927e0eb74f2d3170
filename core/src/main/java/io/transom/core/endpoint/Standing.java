package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What we are to the manager, as it has said itself: our name, our household, and the addresses that it vouches for. */
final class Standing {
    private final boolean joining;
    private String name = "";
    private boolean joined;
    private int logins;
    private String registeredAs = "";
    private List<UdpAddress> attested = List.of();

    /** {@code joining}: the first registration is worth telling as that. */
    Standing(boolean joining) {
        this.joining = joining;
    }

    /** Another connection: the next registration is told even where it is the same. */
    void onConnected() {
        registeredAs = "";
    }

    /** {@code first}: it is the first one on this connection. */
    List<Effect> onRegistered(ControlSignal.Registered told, boolean first) {
        name = told.name();
        attested = told.attested();
        if (first) {
            logins++;
        }
        List<Effect> effects = new ArrayList<>();
        if (first) {
            effects.add(new Effect.PreferTls(told.tlsPort()));
        }
        if (joining && !joined) {
            joined = true;
            effects.add(note(EventName.JOINED, "name", told.name(), "household", told.household()));
        }
        String addresses = told.attested().stream().map(UdpAddress::toString).collect(Collectors.joining(" "));
        String as = told.name() + " " + told.household() + " " + addresses;
        if (!as.equals(registeredAs)) {
            registeredAs = as;
            effects.add(note(
                    EventName.REGISTERED, "name", told.name(), "household", told.household(), "attested", addresses));
        }
        return effects;
    }

    /** What we are called; empty until registered. */
    String name() {
        return name;
    }

    /** Whether the manager tells others that we are at that address. */
    boolean attested(UdpAddress address) {
        return attested.contains(address);
    }

    /** Another number each time that we have registered after a login. */
    int logins() {
        return logins;
    }

    private static Effect note(EventName name, Object... fields) {
        return new Effect.Note(Event.of(name, fields));
    }
}
