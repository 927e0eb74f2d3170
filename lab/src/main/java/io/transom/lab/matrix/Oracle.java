package io.transom.lab.matrix;

import io.transom.simulator.oracle.DualStack;
import io.transom.simulator.oracle.DualStack.Home;
import io.transom.simulator.oracle.Nat;
import io.transom.simulator.oracle.Reachability;
import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.oracle.Reachability.Side;
import io.transom.simulator.router.RouterKind;
import java.util.List;
import java.util.Optional;

/** Asks the simulator's oracle about the laboratory's routers. */
final class Oracle {
    private Oracle() {}

    /** Routers as seen from each end, its own first; {@code common} is the outermost of both. */
    static Answer between(List<RouterKind> one, List<RouterKind> other, Optional<RouterKind> common) {
        return Reachability.between(side(one), side(other), common.map(Nat::of));
    }

    /** Two homes of these kinds. */
    static Answer between(RouterRow one, RouterRow other) {
        return DualStack.between(home(one), home(other), Optional.empty());
    }

    private static Home home(RouterRow row) {
        return new Home(
                row.routers().isEmpty() ? Optional.empty() : Optional.of(side(row.routers())),
                row.ipv6().map(firewall -> side(List.of(firewall))));
    }

    /** Whether it is worth while to wait for a direct way behind another one. */
    static boolean mayBeDirect(Answer answer) {
        return switch (answer) {
            case LAN, DIRECT, DIRECT_IN_STEP, DIRECT_MOSTLY, DIRECT_OR_RELAY -> true;
            case RELAY, TUNNEL -> false;
        };
    }

    private static Side side(List<RouterKind> routers) {
        return new Side(routers.stream().map(Nat::of).toList());
    }
}
