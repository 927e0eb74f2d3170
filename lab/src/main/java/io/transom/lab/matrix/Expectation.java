package io.transom.lab.matrix;

import io.transom.lab.matrix.Cell.Way;
import java.util.Optional;

/** How laboratory and oracle have to agree. */
public enum Expectation {
    /** Direct exactly where the oracle says so; how a call goes elsewhere, and whether, isn't asked. */
    DIRECT_AS_THE_ORACLE_SAYS {
        @Override
        Optional<String> complaint(RouterRow caller, RouterRow door, Way way) {
            boolean direct = way == Way.DIRECT || way == Way.RELAY_FIRST;
            if (Cell.oracleSaysDirect(caller, door) == direct) {
                return Optional.empty();
            }
            return Optional.of(
                    direct
                            ? "went directly, and the oracle says that it can't"
                            : "is " + way.text() + ", and the oracle says direct");
        }
    },
    /** And where it says that there is none, through the relay; through the tunnel where UDP is blocked. */
    EVERY_CALL_CONNECTS {
        @Override
        Optional<String> complaint(RouterRow caller, RouterRow door, Way way) {
            boolean blocked = caller == RouterRow.UDP_BLOCKED || door == RouterRow.UDP_BLOCKED;
            if (blocked && way != Way.TUNNEL) {
                return Optional.of("is " + way.text() + ", and UDP is blocked: only a tunnel gets through");
            }
            return way == Way.FAILED
                    ? Optional.of("failed, and every call has to connect")
                    : DIRECT_AS_THE_ORACLE_SAYS.complaint(caller, door, way);
        }
    };

    abstract Optional<String> complaint(RouterRow caller, RouterRow door, Way way);
}
