package io.transom.node.router;

import io.transom.core.Input.GatewayChanged.Gateway;
import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the IPv4 default route of a Linux machine; other systems have no such file, and so no gateway here. */
final class DefaultGateway {
    private static final Path ROUTES = Path.of("/proc/net/route");
    /** RTF_UP and RTF_GATEWAY (linux/route.h). */
    private static final int UP_AND_GATEWAY = 3;
    /** Interface, destination, gateway, flags, two counts, metric, mask. */
    private static final int COLUMNS = 8;

    private DefaultGateway() {}

    static Optional<Gateway> now() {
        try {
            return in(Files.readAllLines(ROUTES, StandardCharsets.US_ASCII)).flatMap(DefaultGateway::withOwnAddress);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private record Route(IpAddress gateway, long metric) {}

    /** The gateway of the best default route among the file's {@code lines}. */
    static Optional<IpAddress> in(List<String> lines) {
        return lines.stream()
                .flatMap(line -> route(line.strip().split("\\s+")).stream())
                .min(Comparator.comparingLong(Route::metric))
                .map(Route::gateway);
    }

    private static Optional<Route> route(String[] columns) {
        boolean isDefault = columns.length >= COLUMNS && columns[1].equals("00000000") && columns[7].equals("00000000");
        try {
            if (!isDefault || (Integer.parseInt(columns[3], 16) & UP_AND_GATEWAY) != UP_AND_GATEWAY) {
                return Optional.empty();
            }
            // The kernel prints the address as a number of the machine's own octet order.
            ByteBuffer octets = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            octets.putInt(Integer.parseUnsignedInt(columns[2], 16));
            return Optional.of(new Route(new IpAddress(Bytes.of(octets.array())), Long.parseLong(columns[6])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Connecting a UDP socket sends nothing; it asks the routing table with which address it would. */
    private static Optional<Gateway> withOwnAddress(IpAddress gateway) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(Addresses.socketAddress(new UdpAddress(gateway, 1)));
            InetAddress own = socket.getLocalAddress();
            return own.isAnyLocalAddress() ? Optional.empty() : Optional.of(new Gateway(gateway, Addresses.of(own)));
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
