package io.transom.node.router;

import io.transom.node.udp.Addresses;
import io.transom.wire.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks for routers on one of our own links (UPnP Device Architecture 1.1, section 1.3). */
final class SsdpSearch {
    /** A home has one router, sometimes two; whoever answers more often only wants to be heard. */
    static final int MOST_ANSWERS = 16;
    /** MX below allows one second to answer in; the question is repeated once. */
    private static final Duration PATIENCE = Duration.ofMillis(2_000);

    private static final Duration REPEAT = Duration.ofMillis(400);
    /** Whole answers have 300 to 500 octets. */
    private static final int LONGEST_ANSWER = 2_048;

    private static final List<String> TARGETS = List.of(
            "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
            "urn:schemas-upnp-org:device:InternetGatewayDevice:2");

    private SsdpSearch() {}

    /** Where routers on the link of {@code own} describe themselves; {@code gateway} ends the wait when it answers. */
    static List<URI> locations(InetAddress own, IpAddress gateway) throws IOException {
        NetworkInterface link = NetworkInterface.getByInetAddress(own);
        Optional<InterfaceAddress> subnet = link == null
                ? Optional.empty()
                : link.getInterfaceAddresses().stream()
                        .filter(address -> address.getAddress().equals(own))
                        .findFirst();
        if (subnet.isEmpty()) {
            return List.of();
        }
        int prefix = subnet.get().getNetworkPrefixLength();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(own, 0))) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, link);
            socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 2);
            return listen(socket, Addresses.of(own), prefix, gateway);
        }
    }

    private static List<URI> listen(DatagramSocket socket, IpAddress own, int prefix, IpAddress gateway)
            throws IOException {
        List<URI> found = new ArrayList<>();
        long start = System.nanoTime();
        long repeat = 0;
        for (int answers = 0; answers < MOST_ANSWERS; ) {
            long passed = System.nanoTime() - start;
            if (passed >= PATIENCE.toNanos()) {
                break;
            }
            if (passed >= repeat) {
                ask(socket);
                repeat = repeat == 0 ? REPEAT.toNanos() : Long.MAX_VALUE;
            }
            long wait = Math.min(repeat, PATIENCE.toNanos()) - passed;
            socket.setSoTimeout((int) Math.max(1, wait / 1_000_000));
            DatagramPacket packet = new DatagramPacket(new byte[LONGEST_ANSWER], LONGEST_ANSWER);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                continue;
            }
            answers++;
            IpAddress from = Addresses.of(packet.getAddress());
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
            Optional<URI> location = onLink(from, own, prefix) ? location(text, from) : Optional.empty();
            location.filter(uri -> !found.contains(uri)).ifPresent(found::add);
            if (location.isPresent() && from.equals(gateway)) {
                return List.of(location.get());
            }
        }
        return found;
    }

    private static void ask(DatagramSocket socket) throws IOException {
        for (String target : TARGETS) {
            String question =
                    "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
                            + target + "\r\n\r\n";
            byte[] octets = question.getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(octets, octets.length, new InetSocketAddress("239.255.255.250", 1900)));
        }
    }

    /** A private address other than ours, in our own subnet. */
    static boolean onLink(IpAddress from, IpAddress own, int prefixLength) {
        if (!from.isV4() || !own.isV4() || from.equals(own) || !(from.isPrivate() || from.isLinkLocal())) {
            return false;
        }
        int mask = prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
        return ((number(from) ^ number(own)) & mask) == 0;
    }

    private static int number(IpAddress ip) {
        return ip.octets().at(0) << 24
                | ip.octets().at(1) << 16
                | ip.octets().at(2) << 8
                | ip.octets().at(3);
    }

    /** The LOCATION of a search's answer, where it is on the very host that answered. */
    static Optional<URI> location(String answer, IpAddress from) {
        // The limit keeps empty lines: without it, an answer of nothing but line breaks has no first line.
        String[] lines = answer.split("\r?\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] 200.*")) {
            return Optional.empty();
        }
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals("location")) {
                return httpAt(line.substring(colon + 1).strip(), from);
            }
        }
        return Optional.empty();
    }

    /** {@code text} as a plain HTTP address whose host is {@code host}, in figures; empty for anything else. */
    static Optional<URI> httpAt(String text, IpAddress host) {
        try {
            URI uri = new URI(text);
            boolean fits = "http".equalsIgnoreCase(uri.getScheme())
                    && host.toString().equals(uri.getHost())
                    && uri.getUserInfo() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
            return fits ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
