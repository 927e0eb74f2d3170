package io.transom.lab.tun;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.util.Optional;

/**
 * One IPv4 packet (RFC 791) whose addresses and ports a router can change in place; the checksums of IP, UDP and TCP follow
 * (RFC 1624). A packet within an ICMP error is seen through the same class.
 */
final class Ipv4Packet {
    /** What a router can do something with. */
    enum Kind {
        UDP,
        TCP,
        /** Echo and its reply; what stands for a port is the identifier (RFC 5508 section 3.1). */
        ECHO,
        /** Destination unreachable, time exceeded, parameter problem; carries the beginning of the packet it is about. */
        ICMP_ERROR,
        OTHER
    }

    private static final int SHORTEST_HEADER = 20;
    private static final int ICMP_HEADER = 8;
    private static final int UDP_HEADER = 8;
    /** RFC 9293 section 3.1: words of 32 bits, in the upper half of this octet. */
    private static final int TCP_OFFSET_AT = 12;

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int TTL_AT = 8;
    private static final int PROTOCOL_AT = 9;
    private static final int CHECKSUM_AT = 10;
    private static final int SOURCE_AT = 12;
    private static final int DESTINATION_AT = 16;
    private static final int FIRST_TTL = 64;

    private final byte[] octets;
    private final int at;
    private final int payload;
    private final Kind kind;

    private Ipv4Packet(byte[] octets, int at) {
        this.octets = octets;
        this.at = at;
        this.payload = at + 4 * (octets[at] & 0x0F);
        this.kind = kind();
    }

    /** Empty for IPv6, for what is cut short, and for fragments: nothing here sends datagrams longer than the MTU. */
    static Optional<Ipv4Packet> read(byte[] octets) {
        return read(octets, 0);
    }

    private static Optional<Ipv4Packet> read(byte[] octets, int at) {
        if (octets.length - at < SHORTEST_HEADER || (octets[at] & 0xF0) != 0x40) {
            return Optional.empty();
        }
        int header = 4 * (octets[at] & 0x0F);
        boolean fragment = (word(octets, at + 6) & 0x3FFF) != 0;
        if (header < SHORTEST_HEADER || octets.length - at < header + ICMP_HEADER || fragment) {
            return Optional.empty();
        }
        return Optional.of(new Ipv4Packet(octets, at));
    }

    /**
     * An ICMP port unreachable (RFC 792) about this packet, from {@code router} to its sender. It quotes the header and the
     * first eight octets, as much as the sender's kernel needs to find the socket.
     */
    Ipv4Packet portUnreachable(IpAddress router) {
        int quoted = payload + ICMP_HEADER - at;
        byte[] error = new byte[SHORTEST_HEADER + ICMP_HEADER + quoted];
        error[0] = 0x45;
        setWord(error, 2, error.length);
        error[TTL_AT] = FIRST_TTL;
        error[PROTOCOL_AT] = ICMP;
        System.arraycopy(router.octets().shared(), 0, error, SOURCE_AT, 4);
        System.arraycopy(octets, at + SOURCE_AT, error, DESTINATION_AT, 4);
        error[SHORTEST_HEADER] = 3;
        error[SHORTEST_HEADER + 1] = 3;
        System.arraycopy(octets, at, error, SHORTEST_HEADER + ICMP_HEADER, quoted);
        setWord(error, CHECKSUM_AT, checksum(error, 0, SHORTEST_HEADER));
        Ipv4Packet packet = new Ipv4Packet(error, 0);
        packet.sumIcmp();
        return packet;
    }

    /** The whole packet; not a copy. */
    byte[] octets() {
        return octets;
    }

    Kind whatItIs() {
        return kind;
    }

    /** What a UDP or TCP packet carries; a copy, empty where it is cut short. */
    Bytes carried() {
        boolean longEnough = kind == Kind.UDP || octets.length > payload + TCP_OFFSET_AT;
        int header = kind == Kind.UDP || !longEnough ? UDP_HEADER : (octets[payload + TCP_OFFSET_AT] & 0xF0) >> 2;
        int from = Math.min(payload + header, octets.length);
        int to = Math.clamp(at + word(octets, at + 2), from, octets.length);
        return longEnough ? Bytes.of(octets, from, to - from) : Bytes.EMPTY;
    }

    IpAddress source() {
        return new IpAddress(Bytes.of(octets, at + SOURCE_AT, 4));
    }

    IpAddress destination() {
        return new IpAddress(Bytes.of(octets, at + DESTINATION_AT, 4));
    }

    UdpAddress from() {
        return new UdpAddress(source(), word(octets, kind == Kind.ECHO ? payload + 4 : payload));
    }

    UdpAddress to() {
        return new UdpAddress(destination(), word(octets, kind == Kind.ECHO ? payload + 4 : payload + 2));
    }

    void setFrom(UdpAddress from) {
        setAddress(SOURCE_AT, from.ip());
        setPort(payload, from.port());
    }

    void setTo(UdpAddress to) {
        setAddress(DESTINATION_AT, to.ip());
        setPort(payload + 2, to.port());
    }

    /** The packet that an ICMP error is about; {@link #sumIcmp} after it was changed. */
    Optional<Ipv4Packet> quoted() {
        return kind == Kind.ICMP_ERROR ? read(octets, payload + ICMP_HEADER) : Optional.empty();
    }

    void setSource(IpAddress ip) {
        setAddress(SOURCE_AT, ip);
    }

    void setDestination(IpAddress ip) {
        setAddress(DESTINATION_AT, ip);
    }

    /** Computes the checksum of an ICMP message anew. */
    void sumIcmp() {
        setWord(octets, payload + 2, 0);
        setWord(octets, payload + 2, checksum(octets, payload, octets.length));
    }

    /** One router less to go; false where this was the last. */
    boolean age() {
        int word = word(octets, at + TTL_AT);
        if (word >> 8 <= 1) {
            return false;
        }
        replace(at + TTL_AT, word - 0x100, at + CHECKSUM_AT);
        return true;
    }

    private Kind kind() {
        return switch (octets[at + PROTOCOL_AT]) {
            case UDP -> Kind.UDP;
            case TCP -> Kind.TCP;
            case ICMP ->
                switch (octets[payload]) {
                    case 0, 8 -> Kind.ECHO;
                    case 3, 11, 12 -> Kind.ICMP_ERROR;
                    default -> Kind.OTHER;
                };
            default -> Kind.OTHER;
        };
    }

    private void setAddress(int field, IpAddress ip) {
        byte[] value = ip.octets().shared();
        for (int i = 0; i < 4; i += 2) {
            int word = word(value, i);
            // The pseudo-header of UDP and TCP has the addresses too.
            if (kind == Kind.UDP || kind == Kind.TCP) {
                adjustTransport(word(octets, at + field + i), word);
            }
            replace(at + field + i, word, at + CHECKSUM_AT);
        }
    }

    private void setPort(int field, int port) {
        int where = kind == Kind.ECHO ? payload + 4 : field;
        adjustTransport(word(octets, where), port);
        setWord(octets, where, port);
    }

    private void adjustTransport(int before, int after) {
        int checksum = switch (kind) {
            case UDP -> payload + 6;
            case TCP -> payload + 16;
            case ECHO -> payload + 2;
            case ICMP_ERROR, OTHER -> throw new IllegalStateException("has no ports");
        };
        boolean quotedWithoutIt = checksum + 2 > octets.length;
        boolean sentWithoutIt = kind == Kind.UDP && word(octets, checksum) == 0;
        if (!quotedWithoutIt && !sentWithoutIt) {
            int sum = adjusted(word(octets, checksum), before, after);
            // RFC 768: a sum of 0 is sent as all ones, for 0 means that there is none.
            setWord(octets, checksum, kind == Kind.UDP && sum == 0 ? 0xFFFF : sum);
        }
    }

    private void replace(int where, int after, int checksum) {
        setWord(octets, checksum, adjusted(word(octets, checksum), word(octets, where), after));
        setWord(octets, where, after);
    }

    /** RFC 1624, equation 3: HC' = ~(~HC + ~m + m'). */
    private static int adjusted(int sum, int before, int after) {
        return ~folded((~sum & 0xFFFF) + (~before & 0xFFFF) + after) & 0xFFFF;
    }

    /** RFC 1071. */
    private static int checksum(byte[] octets, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += i + 1 < to ? word(octets, i) : (octets[i] & 0xFF) << 8;
        }
        return ~folded(sum) & 0xFFFF;
    }

    private static int folded(int sum) {
        int folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return folded;
    }

    private static int word(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
    }

    private static void setWord(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >> 8);
        octets[at + 1] = (byte) value;
    }
}
