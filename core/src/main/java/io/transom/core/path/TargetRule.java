package io.transom.core.path;

import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;

/** Where a null packet may ever go, whoever asks for it: the design's "no reflection", and nothing beside it. */
final class TargetRule {
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

    private static boolean isUnicast(IpAddress ip) {
        return !ip.isMulticastOrBroadcast() && !ip.isUnspecified() && !isMappedV4(ip);
    }

    private static boolean isOnALink(IpAddress ip) {
        return ip.isPrivate() || ip.isLinkLocal() || ip.isLoopback();
    }

    /** ::ffff:0:0/96 is an IPv4 address by another name, under which it would pass for a second address. */
    private static boolean isMappedV4(IpAddress ip) {
        if (ip.isV4()) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (ip.octets().at(i) != 0) {
                return false;
            }
        }
        return ip.octets().at(10) == 0xFF && ip.octets().at(11) == 0xFF;
    }
}
