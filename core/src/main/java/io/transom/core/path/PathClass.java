package io.transom.core.path;

import io.transom.wire.Way;
import java.util.Locale;

/** Kinds of path, the best first: each has fewer parties in it, and fewer of them far away, than the next. */
public enum PathClass {
    /** Within one home. */
    LAN,
    /** From firewall to firewall. */
    DIRECT,
    /** Through the manager's relay by UDP. */
    RELAY,
    /** Through the manager's relay by TCP, where one lost packet holds up all behind it. */
    TUNNEL;

    /** The word for it in events. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isBetterThan(PathClass other) {
        return compareTo(other) < 0;
    }

    static PathClass of(Way way, boolean onOurLink) {
        return switch (way) {
            case Way.Direct ignored -> onOurLink ? LAN : DIRECT;
            case Way.Relayed ignored -> RELAY;
            case Way.Tunnelled ignored -> TUNNEL;
        };
    }
}
