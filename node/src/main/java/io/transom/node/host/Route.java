package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.wire.Way;
import java.util.Optional;

/** Where a call's sound goes, and how much of it may before the path is proved. */
final class Route {
    private final Way way;
    private final boolean proved;
    private int packetsLeft;
    private int octetsLeft;

    private Route(Way way, Optional<Effect.RouteVoice.Budget> budget) {
        this.way = way;
        this.proved = budget.isEmpty();
        this.packetsLeft = budget.map(Effect.RouteVoice.Budget::packets).orElse(0);
        this.octetsLeft = budget.map(Effect.RouteVoice.Budget::octets).orElse(0);
    }

    /** The route after {@code told}: the same unproved address twice doesn't fill its budget again. */
    static Route after(Optional<Route> before, Effect.RouteVoice told) {
        boolean same = told.budget().isPresent()
                && before.filter(route -> !route.proved && route.way.equals(told.way()))
                        .isPresent();
        return same ? before.get() : new Route(told.way(), told.budget());
    }

    /** Takes one packet of that size out of the allowance; false where it may not be sent. */
    boolean allows(int octets) {
        if (proved) {
            return true;
        }
        if (packetsLeft < 1 || octetsLeft < octets) {
            return false;
        }
        packetsLeft--;
        octetsLeft -= octets;
        return true;
    }

    boolean proved() {
        return proved;
    }

    Way way() {
        return way;
    }
}
