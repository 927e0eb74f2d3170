package io.transom.wire.signal;

import io.transom.wire.Base32;
import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Hairpinning;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import io.transom.wire.IpAddress;
import io.transom.wire.Names;
import io.transom.wire.UdpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields that several signals share, both ways. An enum is written as its place in a list that never changes order. */
final class Fields {
    static final int BOOT_LENGTH = 16;

    private static final int ENDPOINT_LENGTH = 16;
    private static final List<Mapping> MAPPINGS = List.of(
            Mapping.UNKNOWN,
            Mapping.NONE,
            Mapping.ENDPOINT_INDEPENDENT,
            Mapping.ADDRESS_DEPENDENT,
            Mapping.ADDRESS_AND_PORT_DEPENDENT);
    private static final List<Filtering> FILTERINGS = List.of(
            Filtering.UNKNOWN,
            Filtering.ENDPOINT_INDEPENDENT,
            Filtering.ADDRESS_DEPENDENT,
            Filtering.ADDRESS_AND_PORT_DEPENDENT);
    private static final List<Ports> PORTS = List.of(Ports.UNKNOWN, Ports.PRESERVED, Ports.SEQUENTIAL, Ports.RANDOM);
    private static final List<Hairpinning> HAIRPINNINGS = List.of(Hairpinning.UNKNOWN, Hairpinning.YES, Hairpinning.NO);

    private Fields() {}

    static <E> void writeOneOf(ByteWriter out, List<E> all, E value) {
        out.u8(all.indexOf(value));
    }

    static <E> E readOneOf(ByteReader in, List<E> all) {
        int index = in.u8();
        if (index < all.size()) {
            return all.get(index);
        }
        in.fail();
        return all.getFirst();
    }

    static boolean readFlag(ByteReader in) {
        return readOneOf(in, List.of(false, true));
    }

    static void writeFlag(ByteWriter out, boolean flag) {
        out.u8(flag ? 1 : 0);
    }

    static void writeKind(ByteWriter out, SignalKind kind) {
        out.u8(kind.octet());
    }

    static SignalKind readKind(ByteReader in) {
        Optional<SignalKind> kind = SignalKind.of(in.u8());
        if (kind.isEmpty()) {
            in.fail();
        }
        return kind.orElse(SignalKind.HANG_UP);
    }

    static CallId readCall(ByteReader in) {
        return new CallId(in.bytes(CallId.LENGTH));
    }

    static void writeEndpoint(ByteWriter out, EndpointId id) {
        Optional<Bytes> octets = Base32.decode(id.text());
        out.fixed(octets.orElse(Bytes.EMPTY), ENDPOINT_LENGTH);
    }

    static EndpointId readEndpoint(ByteReader in) {
        return EndpointId.fromHash(in.bytes(ENDPOINT_LENGTH));
    }

    /** 16 characters of a-z2-7: half a null packet's USERNAME, or a relay's whole one. */
    static void writeFragment(ByteWriter out, String fragment) {
        if (!isFragment(fragment)) {
            throw new IllegalArgumentException("a fragment is 16 characters of a-z and 2-7");
        }
        out.bytes(Bytes.utf8(fragment));
    }

    static String readFragment(ByteReader in) {
        String fragment = new String(in.bytes(PeerSignal.FRAGMENT_LENGTH).shared(), StandardCharsets.ISO_8859_1);
        if (!isFragment(fragment)) {
            in.fail();
        }
        return fragment;
    }

    private static boolean isFragment(String text) {
        return text.length() == PeerSignal.FRAGMENT_LENGTH
                && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '2' && c <= '7');
    }

    /** An empty name is allowed only where a signal gives it a meaning. */
    static void writeName(ByteWriter out, String name, boolean mayBeEmpty) {
        if (!(name.isEmpty() ? mayBeEmpty : Names.isAllowed(name))) {
            throw new IllegalArgumentException("not a name that can be sent: " + name.length() + " characters");
        }
        out.prefixed8(Bytes.utf8(name), Names.LONGEST);
    }

    static String readName(ByteReader in, boolean mayBeEmpty) {
        Bytes octets = in.prefixed8(Names.LONGEST);
        String name = octets.toUtf8();
        boolean wellFormed = Bytes.utf8(name).equals(octets);
        if (!wellFormed || !(name.isEmpty() ? mayBeEmpty : Names.isAllowed(name))) {
            in.fail();
        }
        return name;
    }

    /**
     * <pre>
     * family 4 or 6 (1) | address (4 or 16) | port (2)
     * </pre>
     */
    static void writeAddress(ByteWriter out, UdpAddress address) {
        out.u8(address.ip().isV4() ? 4 : 6).bytes(address.ip().octets()).u16(address.port());
    }

    static UdpAddress readAddress(ByteReader in) {
        int family = in.u8();
        if (family != 4 && family != 6) {
            in.fail();
        }
        IpAddress ip = new IpAddress(in.bytes(family == 6 ? 16 : 4));
        return new UdpAddress(ip, in.u16());
    }

    static void writeAddresses(ByteWriter out, List<UdpAddress> addresses, int most) {
        writeCount(out, addresses, most);
        for (UdpAddress address : addresses) {
            writeAddress(out, address);
        }
    }

    static List<UdpAddress> readAddresses(ByteReader in, int most) {
        int count = in.count(most);
        List<UdpAddress> addresses = new ArrayList<>(count);
        for (int i = 0; i < count && !in.failed(); i++) {
            addresses.add(readAddress(in));
        }
        return addresses;
    }

    static void writeCount(ByteWriter out, List<?> list, int most) {
        if (list.size() > most) {
            throw new IllegalArgumentException("a list of " + list.size() + ", at most " + most + " can be sent");
        }
        out.u8(list.size());
    }

    /**
     * <pre>
     * mapping (1) | filtering (1) | ports (1) | hairpinning (1) | lifetime in seconds, 0 where it isn't known (2)
     * </pre>
     */
    static void writeFirewall(ByteWriter out, Firewall firewall) {
        writeOneOf(out, MAPPINGS, firewall.mapping());
        writeOneOf(out, FILTERINGS, firewall.filtering());
        writeOneOf(out, PORTS, firewall.ports());
        writeOneOf(out, HAIRPINNINGS, firewall.hairpinning());
        out.u16((int) firewall.lifetime().map(Duration::toSeconds).orElse(0L).longValue());
    }

    static Firewall readFirewall(ByteReader in) {
        Mapping mapping = readOneOf(in, MAPPINGS);
        Filtering filtering = readOneOf(in, FILTERINGS);
        Ports ports = readOneOf(in, PORTS);
        Hairpinning hairpinning = readOneOf(in, HAIRPINNINGS);
        Duration lifetime = Duration.ofSeconds(in.u16());
        boolean possible = lifetime.compareTo(Firewall.LONGEST_LIFETIME) <= 0;
        if (!possible) {
            in.fail();
        }
        boolean known = possible && lifetime.isPositive();
        return new Firewall(mapping, filtering, ports, hairpinning, known ? Optional.of(lifetime) : Optional.empty());
    }
}
