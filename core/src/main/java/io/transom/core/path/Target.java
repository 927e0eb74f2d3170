package io.transom.core.path;

import io.transom.wire.UdpAddress;
import java.util.Locale;

/** Where null packets may go, and why that is allowed (design: no reflection). */
public record Target(Type type, UdpAddress address, Why why) {
    /** LAN: on one of our own links. ATTESTED: sealed by the peer and attested by the manager. */
    public enum Type {
        LAN,
        ATTESTED
    }

    /** How a way came to be tried: for whoever wants to understand a call afterwards. */
    public enum Why {
        /** The manager attests it; the peer has said nothing yet. */
        ATTESTED,
        /** The peer named it, and the manager attests it. */
        NAMED,
        /** The peer's router has given it this port of an address that the manager attests. */
        GRANTED,
        /** It is in our own home. */
        LAN,
        /** As NAMED, after the peer has moved. */
        MOVED,
        /** Something authentic came from another port of an address that is a target. */
        HEARD,
        /** One of the ports that the peer's router gives out next. */
        PREDICTED,
        /** One of the peer's router's ports, by chance. */
        PROBED,
        RELAY,
        TUNNEL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Design (a): the peer has named exactly this, and the manager attests it. What the manager alone says is not enough. */
    public boolean isAgreed() {
        return type == Type.ATTESTED && (why == Why.NAMED || why == Why.MOVED);
    }

    public Target(Type type, UdpAddress address) {
        this(type, address, type == Type.LAN ? Why.LAN : Why.NAMED);
    }
}
