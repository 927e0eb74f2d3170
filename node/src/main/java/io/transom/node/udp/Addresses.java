package io.transom.node.udp;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Between the platform's addresses and ours, and which addresses this machine has. */
public final class Addresses {
    private Addresses() {}

    public static IpAddress of(InetAddress address) {
        return new IpAddress(Bytes.of(address.getAddress()));
    }

    public static UdpAddress of(InetSocketAddress address) {
        return new UdpAddress(of(address.getAddress()), address.getPort());
    }

    public static InetSocketAddress socketAddress(UdpAddress address) {
        return new InetSocketAddress(inet(address.ip()), address.port());
    }

    /** An IPv4 address that is written as an IPv6 one comes out as what it is. */
    public static InetAddress inet(IpAddress ip) {
        try {
            return InetAddress.getByAddress(ip.octets().shared());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address has 4 or 16 octets", e);
        }
    }

    /**
     * The addresses of the links that are up, IPv4 first, then in numerical order. Link-local ones are left out: they mean
     * nothing without the name of the link, which an address doesn't carry.
     */
    public static List<IpAddress> ofThisMachine() {
        List<IpAddress> found = new ArrayList<>();
        try {
            for (NetworkInterface link : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (link.isUp()) {
                    link.inetAddresses()
                            .filter(Addresses::isUsable)
                            .map(Addresses::of)
                            .forEach(found::add);
                }
            }
        } catch (SocketException e) {
            // No list of links: the reflector's view is all there is.
            return List.of();
        }
        found.sort(Comparator.comparing((IpAddress ip) -> !ip.isV4()).thenComparing(Comparator.naturalOrder()));
        return found.stream().distinct().toList();
    }

    /** False where no link has it any more. */
    public static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private static boolean isUsable(InetAddress address) {
        return !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && !address.isAnyLocalAddress()
                && !(address instanceof Inet6Address v6 && v6.isIPv4CompatibleAddress() && !v6.isLoopbackAddress());
    }
}
