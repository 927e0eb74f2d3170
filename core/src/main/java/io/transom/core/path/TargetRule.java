package io.transom.core.path;

import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;

/** Where a null packet may ever go, whoever asks for it: the design's "no reflection", and nothing beside it. */
public final class TargetRule {
    /** Below it live the services (RFC 6335 section 6) that a reflected packet would be meant for. */
    static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private TargetRule() {}

    /** Rules (a) and (c): an attested address, or one on our own links. */
    static boolean permits(Target target) {
        UdpAddress address = target.address();
        if (!isUnicast(address.ip())) {
            return false;
        }
        return switch (target.type()) {
            case ATTESTED -> address.port() >= 1;
            case LAN -> address.port() >= FIRST_UNPRIVILEGED_PORT && isOnALink(address.ip());
        };
    }

    /** Rule (b), and its like on our own links: another port of an address that is a target already. */
    static boolean permitsAnotherPort(Target known, UdpAddress address) {
        return known.address().ip().equals(address.ip()) && address.port() >= FIRST_UNPRIVILEGED_PORT;
    }

    /**
     * An address of a machine. One of IPv6's link-local range is none: without its zone, which an address doesn't carry, it
     * names another machine on every link.
     */
    public static boolean isUnicast(IpAddress ip) {
        return !ip.isMulticastOrBroadcast()
                && !ip.isUnspecified()
                && !ip.standsForV4()
                && (ip.isV4() || !ip.isLinkLocal());
    }

    private static boolean isOnALink(IpAddress ip) {
        return ip.isPrivate() || ip.isLinkLocal() || ip.isLoopback();
    }
}
