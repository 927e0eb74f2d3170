package io.transom.manager.status;

import io.transom.wire.Firewall;

/** RFC 4787's terms for people. */
final class FirewallWords {
    private FirewallWords() {}

    static String of(Firewall firewall) {
        if (firewall.equals(Firewall.UNKNOWN)) {
            return "not measured";
        }
        String mapping = switch (firewall.mapping()) {
            case UNKNOWN -> "ports not measured";
            case NONE -> "no address translation";
            case ENDPOINT_INDEPENDENT -> "one port towards everybody";
            case ADDRESS_DEPENDENT -> "another port towards each address";
            case ADDRESS_AND_PORT_DEPENDENT -> "another port towards each peer";
        };
        String filtering = switch (firewall.filtering()) {
            case UNKNOWN -> "what it lets in not measured";
            case ENDPOINT_INDEPENDENT -> "lets anybody in";
            case ADDRESS_DEPENDENT -> "lets in addresses it has sent to";
            case ADDRESS_AND_PORT_DEPENDENT -> "lets in only the very peer it has sent to";
        };
        return mapping + ", " + filtering;
    }
}
