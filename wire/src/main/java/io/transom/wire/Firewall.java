package io.transom.wire;

/** What an endpoint has measured of the firewall before it (RFC 4787 section 4 and 5; tests of RFC 5780). */
public record Firewall(Mapping mapping, Filtering filtering) {
    public static final Firewall UNKNOWN = new Firewall(Mapping.UNKNOWN, Filtering.UNKNOWN);

    /** How a NAT chooses the external port (RFC 4787 section 4.1). */
    public enum Mapping {
        UNKNOWN,
        /** No address translation: the observed address is a local one. */
        NONE,
        ENDPOINT_INDEPENDENT,
        ADDRESS_DEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }

    /** Whose packets may come in through an open mapping (RFC 4787 section 5). */
    public enum Filtering {
        UNKNOWN,
        ENDPOINT_INDEPENDENT,
        ADDRESS_DEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }
}
