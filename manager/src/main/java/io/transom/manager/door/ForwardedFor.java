package io.transom.manager.door;

import io.netty.handler.codec.http.HttpHeaders;
import io.transom.node.udp.Addresses;
import io.transom.wire.IpAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * For whom a proxy comes. It appends the address that it was asked from, so what counts is the right-most that isn't
 * itself a trusted proxy: all left of it may have been written by anybody.
 */
sealed interface ForwardedFor {
    record Named(InetAddress source) implements ForwardedFor {}

    record Absent() implements ForwardedFor {}

    /** Not as RFC 7239 has it, no address (it allows "unknown" and hidden names), or two headers that disagree. */
    record Unreadable() implements ForwardedFor {}

    /** RFC 7239. */
    String FORWARDED = "Forwarded";

    /** Older, and what most proxies write. */
    String X_FORWARDED_FOR = "X-Forwarded-For";

    static boolean isIn(HttpHeaders headers) {
        return headers.contains(FORWARDED) || headers.contains(X_FORWARDED_FOR);
    }

    /**
     * Where both headers are there, a proxy that writes only one of them has passed on the other as it came: they have to
     * agree, or else the asker has forged one.
     */
    static ForwardedFor of(HttpHeaders headers, TrustedProxies trusted) {
        List<String> standard = headers.getAll(FORWARDED);
        List<String> older = headers.getAll(X_FORWARDED_FOR);
        if (standard.isEmpty() && older.isEmpty()) {
            return new Absent();
        }
        Optional<InetAddress> one =
                ForwardedElements.read(String.join(",", standard)).flatMap(nodes -> rightMost(nodes, trusted));
        Optional<InetAddress> other = rightMost(List.of(String.join(",", older).split(",", -1)), trusted);
        Optional<InetAddress> found = standard.isEmpty() ? other : one;
        boolean agreed = standard.isEmpty() || older.isEmpty() || one.equals(other);
        return found.filter(address -> agreed).<ForwardedFor>map(Named::new).orElseGet(Unreadable::new);
    }

    /** The left-most where all are trusted: a proxy asks for itself. */
    private static Optional<InetAddress> rightMost(List<String> nodes, TrustedProxies trusted) {
        Optional<InetAddress> found = Optional.empty();
        for (String node : nodes.reversed()) {
            found = address(node.strip());
            if (found.isEmpty() || !trusted.contains(found.get())) {
                return found;
            }
        }
        return found;
    }

    /** RFC 7239 section 6: {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}; also without brackets. */
    private static Optional<InetAddress> address(String node) {
        String ip = node;
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            if (end < 0 || !node.substring(end + 1).matches("(:[0-9]{1,5})?")) {
                return Optional.empty();
            }
            ip = node.substring(1, end);
        } else if (node.indexOf(':') == node.lastIndexOf(':') && node.matches("[0-9.]+:[0-9]{1,5}")) {
            ip = node.substring(0, node.indexOf(':'));
        }
        return IpAddress.parse(ip).map(Addresses::inet);
    }
}
